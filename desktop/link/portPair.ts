import { PortState, type Port } from './port.ts'

export interface PortPairOptions {
  /** `structuredClone`: a value that could not cross for real must not cross here. */
  clone: (message: unknown) => unknown
  /** `queueMicrotask` or the like: nothing arrives before `post` has returned. */
  defer: (run: () => void) => void
}

/** Two ends joined in memory, for tests and for a window that lives beside its sync client. */
export function portPair({ clone, defer }: PortPairOptions): [Port, Port] {
  const a = new PortState()
  const b = new PortState()
  const end = (own: PortState, other: PortState): Port => ({
    post: (message) => {
      if (own.closed) return
      const copy = clone(message)
      defer(() => other.received(copy))
    },
    onMessage: (listener) => own.onMessage(listener),
    onClose: (listener) => own.onClose(listener),
    close: () => {
      if (own.end()) defer(() => other.end())
    },
  })
  return [end(a, b), end(b, a)]
}
