type Write = (details: Record<string, unknown>, message: string) => void

/** The log the broker is handed; pino's shape. Tokens and payloads are never given to it. */
export interface Log {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
}
