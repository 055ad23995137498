import { type Readable, type Writable } from 'node:stream'

export type CdpParams = Record<string, unknown>
export interface CdpEvent {
  method: string
  params: CdpParams
  sessionId: string | undefined
}

interface Waiting {
  resolve: (result: CdpParams) => void
  reject: (error: Error) => void
}

/** Chromium's protocol over its pipe: it ends with whoever holds the other end, so that no browser outlives us. */
export class Cdp {
  readonly #output: Writable
  readonly #waiting = new Map<number, Waiting>()
  readonly #onEvent: (event: CdpEvent) => void
  #next = 1
  #rest = ''

  constructor(output: Writable, input: Readable, onEvent: (event: CdpEvent) => void) {
    this.#output = output
    this.#onEvent = onEvent
    input.setEncoding('utf8')
    input.on('data', (text: string) => this.#read(text))
    for (const each of [input, output]) each.on('error', () => {})
  }

  send(method: string, params: CdpParams = {}, sessionId?: string): Promise<CdpParams> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject: (error) => reject(new Error(`${method}: ${error.message}`)) })
      this.#output.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`)
    })
  }

  #read(text: string): void {
    const messages = (this.#rest + text).split('\0')
    this.#rest = messages.pop() ?? ''
    for (const message of messages) this.#take(JSON.parse(message))
  }

  #take(message: { id?: number; result?: CdpParams; error?: { message: string } } & Partial<CdpEvent>): void {
    if (message.id === undefined) {
      return this.#onEvent({ method: message.method ?? '', params: message.params ?? {}, sessionId: message.sessionId })
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(new Error(message.error.message))
    else waiting?.resolve(message.result ?? {})
  }
}
