import { pathOfLink } from '../host/deepLink.ts'
import { readServerAddress } from './serverAddress.ts'

export interface StartOptions {
  /** For this run only. */
  server: string | undefined
  /** The view that a link names. */
  path: string | undefined
  /** In the tray only, as at login. */
  hidden: boolean
  safeMode: boolean
}

/** What the command line asks for. Systems put a link among the arguments, Chromium its own; the rest is not for us. */
export function readStartOptions(argv: readonly string[]): StartOptions {
  const server = argv.find((each) => each.startsWith('--server='))?.slice('--server='.length)
  const choice = server === undefined ? undefined : readServerAddress(server)
  return {
    server: choice && 'chosen' in choice ? choice.chosen : undefined,
    path: argv.map(pathOfLink).find((path) => path !== undefined),
    hidden: argv.includes('--hidden'),
    safeMode: argv.includes('--safe-mode'),
  }
}
