import { type Codec } from './clone.ts'

/** The isolated world in which preloads run. */
export const worldName = 'Electron Isolated Context'
export const bindingName = '__standinSend'

/**
 * One half of contextBridge: the same in both worlds of a page. They share the window's events and nothing else; texts
 * pass by events that are handled at once, functions and promises as handles. Runs in pages: its source is what is sent.
 */
export function createBridge(codec: Codec, secret: string, side: 'page' | 'preload') {
  const other = side === 'page' ? 'preload' : 'page'
  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  let next = 1
  let returned: { value?: unknown; error?: unknown } = {}

  const special = {
    write: (value: unknown): unknown => {
      if (typeof value === 'function') {
        functions.set(next, value as (...args: unknown[]) => unknown)
        return { function: next++ }
      }
      if (!(value instanceof Promise)) return undefined
      const id = next++
      value.then(
        (result: unknown) => say({ settled: id, value: result }),
        (error: unknown) => say({ settled: id, error }),
      )
      return { promise: id }
    },
    read: (token: unknown): unknown => {
      const { function: id, promise } = token as { function?: number; promise?: number }
      if (id !== undefined) return (...args: unknown[]) => call(id, args)
      return new Promise((resolve, reject) => promises.set(promise ?? 0, { resolve, reject }))
    },
  }

  function say(message: object): void {
    window.dispatchEvent(new CustomEvent(secret + other, { detail: codec.encode(message, special) }))
  }

  function call(id: number, args: unknown[]): unknown {
    say({ call: id, args })
    const { value, error } = returned
    returned = {}
    if (error !== undefined) throw error
    return value
  }

  interface Heard {
    call?: number
    args?: unknown[]
    settled?: number
    expose?: string
    returns?: true
    value?: unknown
    error?: unknown
  }

  window.addEventListener(secret + side, (event) => {
    if (!(event instanceof CustomEvent)) return
    const heard = codec.decode(String(event.detail), special) as Heard
    if (heard.call !== undefined) {
      try {
        const value = functions.get(heard.call)?.(...(heard.args ?? []))
        say({ returns: true, value })
      } catch (error) {
        say({ returns: true, error })
      }
    }
    if (heard.returns) returned = heard
    if (heard.settled !== undefined) {
      const waiting = promises.get(heard.settled)
      promises.delete(heard.settled)
      if (heard.error === undefined) waiting?.resolve(heard.value)
      else waiting?.reject(heard.error)
    }
    if (heard.expose !== undefined) {
      Object.defineProperty(window, heard.expose, { value: Object.freeze(heard.value), enumerable: true })
    }
  })

  return { expose: (name: string, value: unknown) => say({ expose: name, value }) }
}

/**
 * `window.open` as a page finds it where its window may open none: main is asked, and the answer is null. Not Chromium's own:
 * a window that opens and is closed at once can block its opener for ever while Playwright watches.
 */
export function denyOpen(secret: string): void {
  window.open = (url = '') => {
    const detail = new URL(url, location.href).href
    window.dispatchEvent(new CustomEvent(`${secret}open`, { detail }))
    return null
  }
}

/** The other half of it, in the preload's world. */
export function passOpen(secret: string, binding: string): void {
  const send = Reflect.get(globalThis, binding) as (text: string) => void
  window.addEventListener(`${secret}open`, (event) => {
    if (event instanceof CustomEvent) send(JSON.stringify({ do: 'open', url: event.detail }))
  })
}

/** A preload as the function that CommonJS makes of it. */
export type Preload = (require: (name: string) => unknown, module: object, exports: object, process: object) => void

export interface PreloadWorld {
  argv: string[]
  platform: string
  binding: string
}

/**
 * What a sandboxed preload finds: `require` for electron and nothing of Node's, a small `process`. Runs in the isolated
 * world of pages: its source is what is sent.
 */
export function runPreload(
  codec: Codec,
  bridge: ReturnType<typeof createBridge>,
  world: PreloadWorld,
  preload: Preload,
): void {
  const scope = globalThis as unknown as Record<string, unknown>
  const send = (message: object): void => (scope[world.binding] as (text: string) => void)(JSON.stringify(message))
  const listeners = new Map<string, Set<(...args: unknown[]) => void>>()
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const ends = new Map<string, MessagePort>()
  let next = 1

  /** An end of ours: a real MessagePort for the page, and its other half that speaks to the hub. */
  function arrive(end: string): MessagePort {
    const { port1, port2 } = new MessageChannel()
    wire(end, port1)
    return port2
  }

  function wire(end: string, port: MessagePort): void {
    ends.set(end, port)
    port.addEventListener('message', ({ data, ports }) => {
      send({ do: 'post', from: end, payload: codec.encode(data), ports: ports.map(leave) })
    })
    port.addEventListener('close', () => {
      if (ends.delete(end)) send({ do: 'close', end })
    })
    port.start()
  }

  function leave(port: MessagePort): string {
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
    send({ do: 'pair', first, second })
    wire(first, port)
    return second
  }

  scope['__standinHear'] = (text: string): void => {
    const heard = JSON.parse(text)
    if (heard.on === 'port') ends.get(heard.to)?.postMessage(codec.decode(heard.payload), heard.ports.map(arrive))
    if (heard.on === 'portClosed') {
      const port = ends.get(heard.end)
      ends.delete(heard.end)
      port?.close()
    }
    if (heard.on === 'reply') {
      const asked = waiting.get(heard.n)
      waiting.delete(heard.n)
      if (heard.error === undefined) asked?.resolve(codec.decode(heard.payload))
      else asked?.reject(new Error(heard.error))
    }
    if (heard.on === 'tell') {
      const args = codec.decode(heard.payload) as unknown[]
      const event = { ports: heard.ports.map(arrive), sender: ipcRenderer }
      for (const listener of listeners.get(heard.channel) ?? []) listener(event, ...args)
    }
  }

  const ipcRenderer = {
    on: (channel: string, listener: (...args: unknown[]) => void) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
      return ipcRenderer
    },
    off: (channel: string, listener: (...args: unknown[]) => void) => {
      listeners.get(channel)?.delete(listener)
      return ipcRenderer
    },
    send: (channel: string, ...args: unknown[]) => send({ do: 'ipc', channel, payload: codec.encode(args) }),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const payload = codec.encode(args)
        waiting.set(next, { resolve, reject })
        send({ do: 'ipc', channel, payload, n: next++ })
      }),
  }
  const webFrame = {
    /** As the page sees it: everything larger, in this window alone. */
    setZoomFactor: (factor: number): void => document.documentElement.style.setProperty('zoom', String(factor)),
  }
  const contextBridge = { exposeInMainWorld: (name: string, value: unknown) => bridge.expose(name, value) }
  const strict = (name: string, members: object): object =>
    new Proxy(members, {
      get: (target, member) => {
        if (member in target) return Reflect.get(target, member)
        throw new Error(`electron: ${name}.${String(member)} is not emulated in preloads`)
      },
    })
  const electron = strict('electron', {
    contextBridge: strict('contextBridge', contextBridge),
    ipcRenderer: strict('ipcRenderer', ipcRenderer),
    webFrame: strict('webFrame', webFrame),
  })
  const need = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    throw new Error(`module not found: ${name}`)
  }
  const sandboxed = {
    argv: world.argv,
    platform: world.platform,
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
  }
  try {
    const module = { exports: {} }
    preload(need, module, module.exports, sandboxed)
  } catch (error) {
    send({ do: 'error', message: String(error) })
  }
}
