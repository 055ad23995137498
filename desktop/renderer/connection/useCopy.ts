import { useHost } from './useLink.ts'

/** The clipboard. A link is the host's to make: a page's own address in the desktop app leads nowhere outside of it. */
export function useCopy(): { text: (text: string | undefined) => void; link: (path: string) => void } {
  const host = useHost()
  const text = (wanted: string | undefined): void => {
    if (wanted) void navigator.clipboard?.writeText(wanted)
  }
  return { text, link: (path) => text(host.linkTo(path)) }
}
