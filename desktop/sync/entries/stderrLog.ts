import { type Log } from '../ports.ts'

function line(level: string): Log['info'] {
  return (message, details) => {
    process.stderr.write(`${JSON.stringify({ level, time: new Date().toISOString(), msg: message, ...details })}\n`)
  }
}

/** JSON lines, as the server's. */
export const stderrLog: Log = { info: line('info'), warn: line('warn'), error: line('error') }
