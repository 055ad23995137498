import pino, { type Logger } from 'pino'
import { type LogLevel } from './config.ts'

/** JSON lines on stderr; stdout belongs to the ready line. What could sign somebody in never gets in. */
export function createLog(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['password', 'token', 'accessToken', 'refreshToken', '*.password', '*.authorization'],
    },
    pino.destination({ fd: 2, sync: true }),
  )
}
