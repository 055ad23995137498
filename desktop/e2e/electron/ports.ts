import { EventEmitter } from 'node:events'
import { createCodec } from './clone.ts'
import { type PortDeed } from './messages.ts'
import { type PortMessage } from './PortHub.ts'

const codec = createCodec()

/** The ends that live in this process, and the road to the hub. */
export class PortHome {
  readonly #ports = new Map<string, StandinPort>()
  readonly send: (deed: PortDeed) => void

  constructor(send: (deed: PortDeed) => void) {
    this.send = send
  }

  arrive(end: string): StandinPort {
    const port = new StandinPort(this, end)
    this.#ports.set(end, port)
    return port
  }

  pair(): { port1: StandinPort; port2: StandinPort } {
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
    this.send({ do: 'pair', first, second })
    return { port1: this.arrive(first), port2: this.arrive(second) }
  }

  /** The ends of ports that are sent away; they cannot be used here any more. */
  leave(ports: readonly unknown[]): string[] {
    return ports.map((port) => {
      if (!(port instanceof StandinPort)) throw new TypeError('Only MessagePortMain objects can be transferred')
      const { end, unread } = port.leave()
      this.#ports.delete(end)
      if (unread.length > 0) this.send({ do: 'return', end, unread })
      return end
    })
  }

  onMessage(message: PortMessage): void {
    this.#ports.get(message.to)?.receive(message)
  }

  read({ payload, ports }: PortMessage): PortEvent {
    return { ports: ports.map((end) => this.arrive(end)), data: codec.decode(payload) }
  }

  onClosed(end: string): void {
    this.#ports.get(end)?.over()
    this.#ports.delete(end)
  }
}

interface PortEvent {
  data: unknown
  ports: StandinPort[]
}

/** MessagePortMain: silent until it is started, used once when it was transferred, copying what it is given. */
export class StandinPort extends EventEmitter {
  readonly #home: PortHome
  readonly #end: string
  #state: 'new' | 'started' | 'closed' | 'gone' = 'new'
  #waiting: (PortMessage | 'close')[] = []

  constructor(home: PortHome, end: string) {
    super()
    this.#home = home
    this.#end = end
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    this.#mustBeHere()
    const payload = codec.encode(message)
    if (this.#state !== 'closed')
      this.#home.send({ do: 'post', from: this.#end, payload, ports: this.#home.leave(transfer) })
  }

  start(): void {
    this.#mustBeHere()
    if (this.#state !== 'new') return
    this.#state = 'started'
    for (const message of this.#waiting.splice(0)) this.#emit(message)
  }

  close(): void {
    this.#mustBeHere()
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#home.send({ do: 'close', end: this.#end })
  }

  receive(message: PortMessage): void {
    if (this.#state === 'started') this.#emit(message)
    else if (this.#state === 'new') this.#waiting.push(message)
  }

  /** The other side is gone. */
  over(): void {
    if (this.#state === 'new') this.#waiting.push('close')
    else if (this.#state === 'started') this.#emit('close')
  }

  /** What nobody has read goes with it. */
  leave(): { end: string; unread: PortMessage[] } {
    this.#mustBeHere()
    if (this.#state !== 'new') throw new Error('Port at index 0 is already in use')
    this.#state = 'gone'
    return { end: this.#end, unread: this.#waiting.splice(0).filter((each) => each !== 'close') }
  }

  #emit(message: PortMessage | 'close'): void {
    if (message !== 'close') this.emit('message', this.#home.read(message))
    else {
      this.#state = 'closed'
      this.emit('close')
    }
  }

  #mustBeHere(): void {
    if (this.#state === 'gone') throw new Error('Cannot use a port that was transferred')
  }
}
