import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { pathOfLink } from '../host/deepLink.ts'
import { readServerAddress } from './serverAddress.ts'

export interface StartOptions {
  /** For this run only. */
  server: string | undefined
  /** The view that a link names. */
  path: string | undefined
  /** What is to be imported: a file that was opened with this app. */
  file: string | undefined
  /** In the tray only, as at login. */
  hidden: boolean
  safeMode: boolean
}

/**
 * What the command line asks for. Systems put links and files among the arguments, Chromium its own; the rest is not for us.
 * @param folder where it was typed
 */
export function readStartOptions([, ...argv]: readonly string[], folder: string): StartOptions {
  const server = argv.find((each) => each.startsWith('--server='))?.slice('--server='.length)
  const choice = server === undefined ? undefined : readServerAddress(server)
  return {
    server: choice && 'chosen' in choice ? choice.chosen : undefined,
    path: argv.map(pathOfLink).find((each) => each !== undefined),
    file: argv.map((each) => importFileOf(each, folder)).find((each) => each !== undefined),
    hidden: argv.includes('--hidden'),
    safeMode: argv.includes('--safe-mode'),
  }
}

/** The path of a file that can be imported; desktops of Linux name files by their addresses. */
export function importFileOf(argument: string, folder: string): string | undefined {
  if (argument.startsWith('-') || !/\.csv$/i.test(argument)) return undefined
  if (!/^[a-z][a-z\d+.-]+:/i.test(argument)) return path.resolve(folder, argument)
  try {
    return fileURLToPath(argument)
  } catch {
    return undefined
  }
}
