/**
 * One end of the connection between a window and the sync client. What is posted is copied (structured clone), arrives
 * in order, and arrives at most once. A port has one reader: the caller or the answerer that was given it.
 */
export interface Port {
  /** Does nothing once the port is closed. */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, whoever closed it. Browsers do not say when the other side is gone: see sync/entries. */
  onClose(listener: () => void): void
  close(): void
}

/** What the adaptors share: one listener each, closing once. */
export class PortState {
  #message: (message: unknown) => void = () => {}
  #close: () => void = () => {}
  #waiting: unknown[] = []
  #listening = false
  closed = false

  /** Messages that arrive before anyone listens are kept: a port may be handed on before its reader is ready. */
  received(message: unknown): void {
    if (this.closed) return
    if (this.#listening) this.#message(message)
    else this.#waiting.push(message)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener
    this.#listening = true
    for (const message of this.#waiting.splice(0)) listener(message)
  }

  onClose(listener: () => void): void {
    this.#close = listener
  }

  /** True the first time. */
  end(): boolean {
    if (this.closed) return false
    this.closed = true
    this.#waiting = []
    this.#close()
    return true
  }
}
