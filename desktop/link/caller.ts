import { callDeadlines, type CallName, type Calls, type EventName, type Events } from './messages.ts'
import { type Port } from './port.ts'
import { errorFromData, isAnswerMessage, isEventMessage, LinkFailure, type EventMessage } from './wire.ts'

export interface CallerOptions {
  /** Runs once after so many milliseconds; the function it gives back calls that off. */
  after: (ms: number, run: () => void) => () => void
}

/** A window's end of the link. */
export interface Caller {
  /**
   * @throws {Refused} what the caller asked for cannot be done; the contract's code and a sentence to show.
   * @throws {LinkFailure} no answer: the port closed, the deadline passed, or a bug over there.
   */
  call<Name extends CallName>(
    name: Name,
    ...input: Calls[Name]['input'] extends void ? [] : [input: Calls[Name]['input']]
  ): Promise<Calls[Name]['output']>
  /** The function it gives back ends the listening. */
  on<Name extends EventName>(name: Name, listener: (data: Events[Name]) => void): () => void
  onClose(listener: () => void): void
  close(): void
}

interface Pending {
  settle: (output: unknown) => void
  fail: (error: Error) => void
  stopClock: () => void
}

export function createCaller(port: Port, { after }: CallerOptions): Caller {
  const pending = new Map<number, Pending>()
  const listeners = new Map<string, Set<(data: never) => void>>()
  let next = 1
  let closed = false
  let onClose: (() => void) | undefined

  const take = (n: number): Pending | undefined => {
    const found = pending.get(n)
    found?.stopClock()
    pending.delete(n)
    return found
  }

  port.onMessage((message) => {
    if (isEventMessage(message)) deliver(listeners, message)
    else if (isAnswerMessage(message)) {
      const waiting = take(message.n)
      if ('error' in message) waiting?.fail(errorFromData(message.error))
      else waiting?.settle(message.output)
    }
  })
  port.onClose(() => {
    closed = true
    for (const n of pending.keys()) take(n)?.fail(new LinkFailure('closed', 'The sync client went away.'))
    onClose?.()
  })

  return {
    call: (name, ...input) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new LinkFailure('closed', 'The sync client is not there.'))
        const n = next++
        const stopClock = after(callDeadlines[name], () => {
          take(n)?.fail(new LinkFailure('deadline', `The sync client did not answer ${name} in time.`))
        })
        // What is settled with is what the answerer's handler for this very name gave.
        pending.set(n, { settle: resolve as Pending['settle'], fail: reject, stopClock })
        port.post({ call: name, n, input: input[0] })
      }),
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(listener))
      return () => void all.delete(listener)
    },
    onClose: (listener) => {
      onClose = listener
    },
    close: () => port.close(),
  }
}

function deliver(listeners: Map<string, Set<(data: never) => void>>, message: EventMessage): void {
  // `on` puts a listener under the event whose data it takes.
  for (const listener of listeners.get(message.event) ?? []) listener(message.data as never)
}
