import { type Channel } from './channelPort.ts'
import { PortState, type Port } from './port.ts'

/**
 * The ports of each home behind the one interface. Only their shapes are named here, so that no adaptor pulls the types
 * of the DOM, Node or Electron into the link.
 */

/** MessagePort of a page or worker, and a dedicated Worker or its global scope, which have the same methods. */
export interface DomPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  start?(): void
  close?(): void
}

/** MessagePort of node:worker_threads, and `parentPort`. */
export interface NodePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  close(): void
}

/** MessagePortMain, as Electron's main and utility processes hold it. */
export interface ElectronPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** A child process or `process` itself, spoken to over Node's IPC; `serialization: 'advanced'` keeps the clone rules. */
export interface ProcessPort {
  send?(message: unknown): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
  disconnect?(): void
  connected?: boolean
}

/** BroadcastChannel, of the DOM and of Node. */
export interface DomChannel {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  close(): void
}

function build(state: PortState, post: (message: unknown) => void, close: () => void): Port {
  return {
    post: (message) => {
      if (!state.closed) post(message)
    },
    onMessage: (listener) => state.onMessage(listener),
    onClose: (listener) => state.onClose(listener),
    close: () => {
      if (state.end()) close()
    },
  }
}

/** Says nothing when the other side goes: the DOM has no event for that which every browser fires. */
export function domPort(port: DomPort): Port {
  const state = new PortState()
  port.addEventListener('message', (event) => state.received(event.data))
  port.start?.()
  return build(
    state,
    (message) => port.postMessage(message),
    () => port.close?.(),
  )
}

export function nodePort(port: NodePort): Port {
  const state = new PortState()
  port.on('message', (message) => state.received(message))
  port.on('close', () => state.end())
  return build(
    state,
    (message) => port.postMessage(message),
    () => port.close(),
  )
}

export function electronPort(port: ElectronPort): Port {
  const state = new PortState()
  port.on('message', (event) => state.received(event.data))
  port.on('close', () => state.end())
  port.start()
  return build(
    state,
    (message) => port.postMessage(message),
    () => port.close(),
  )
}

export function processPort(other: ProcessPort): Port {
  const state = new PortState()
  other.on('message', (message) => state.received(message))
  other.on('disconnect', () => state.end())
  const post = (message: unknown): void => {
    if (other.connected !== false) other.send?.(message)
  }
  const close = (): void => {
    if (other.connected !== false) other.disconnect?.()
  }
  return build(state, post, close)
}

export function domChannel(port: DomChannel): Channel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.addEventListener('message', (event) => listener(event.data)),
    close: () => port.close(),
  }
}
