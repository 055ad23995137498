import { isConsoleUrl } from './consoleAddress.ts'

interface Frame {
  url: string
  parent: object | null
}

/** Whether a message comes from the page of a window of ours: not from a frame within it, not from a page gone elsewhere. */
export function isOurs(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && isConsoleUrl(frame.url)
}
