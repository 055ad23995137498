/** It did not work now and may work later: no network, a server that is busy, restarting or cut off half-way. */
export class Passing extends Error {
  /** The server asked for this much patience, ms. */
  readonly retryAfter: number
  /** The server answered that it failed inside (500): tried again a few times only, since it may never go away. */
  readonly fault: boolean

  constructor(message: string, { retryAfter = 0, fault = false }: { retryAfter?: number; fault?: boolean } = {}) {
    super(message)
    this.name = 'Passing'
    this.retryAfter = retryAfter
    this.fault = fault
  }
}

/** A sentence for the status line. */
export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.'
}
