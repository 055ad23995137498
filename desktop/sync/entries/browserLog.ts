import { type Log } from '../ports.ts'

/* oxlint-disable no-console -- a worker has no other place to say what went wrong; warnings and errors only. */
export const browserLog: Log = {
  info: () => {},
  warn: (message, details) => console.warn(`signalbox: ${message}`, details ?? ''),
  error: (message, details) => console.error(`signalbox: ${message}`, details ?? ''),
}
