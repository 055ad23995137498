import { type Log } from '../ports.ts'

export interface LogLine {
  level: 'info' | 'warn' | 'error'
  message: string
  details: Record<string, unknown> | undefined
}

/** Keeps what was logged, for tests that look. */
export function collectingLog(): Log & { lines: LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (level: LogLine['level']) =>
    (message: string, details?: Record<string, unknown>): void =>
      void lines.push({ level, message, details })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
