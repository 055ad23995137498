/** Who holds an end of a port: `main`, `child 1`, `page <session>`. */
export type Owner = string

export interface PortMessage {
  /** The end that gets it. */
  to: string
  payload: string
  /** Ends that travel with it. */
  ports: string[]
}

export interface PortHubOptions {
  deliver(owner: Owner, message: PortMessage): void
  closed(owner: Owner, end: string): void
}

interface End {
  peer: string
  /** Undefined while it travels. */
  owner: Owner | undefined
  waiting: PortMessage[]
  /** The other end is gone; said as soon as somebody holds this one. */
  isOver: boolean
}

/** Where messages between the ends of ports go, wherever they live. An end has one owner; what comes while it travels waits. */
export class PortHub {
  readonly #ends = new Map<string, End>()
  readonly #options: PortHubOptions

  constructor(options: PortHubOptions) {
    this.#options = options
  }

  pair(owner: Owner, first: string, second: string): void {
    this.#ends.set(first, { peer: second, owner, waiting: [], isOver: false })
    this.#ends.set(second, { peer: first, owner, waiting: [], isOver: false })
  }

  post(from: string, payload: string, ports: string[]): void {
    const peer = this.#ends.get(from)?.peer
    const end = peer === undefined ? undefined : this.#ends.get(peer)
    if (peer === undefined || !end) return
    this.release(ports)
    const message = { to: peer, payload, ports }
    if (end.owner === undefined) end.waiting.push(message)
    else this.#deliver(end.owner, message)
  }

  /** It was delivered and not read, and goes with its end to whoever gets that. */
  takeBack(name: string, unread: readonly PortMessage[]): void {
    const end = this.#ends.get(name)
    if (!end) return
    end.owner = undefined
    end.waiting.unshift(...unread)
  }

  /** They are on their way to somebody. */
  release(ports: readonly string[]): void {
    for (const port of ports) {
      const end = this.#ends.get(port)
      if (end) end.owner = undefined
    }
  }

  /** They have arrived: what waited for them goes on. */
  give(owner: Owner, ports: readonly string[]): void {
    for (const port of ports) {
      const end = this.#ends.get(port)
      if (!end) continue
      end.owner = owner
      for (const message of end.waiting.splice(0)) this.#deliver(owner, message)
      if (end.isOver) this.#end(port, end)
    }
  }

  close(name: string): void {
    const end = this.#ends.get(name)
    this.#ends.delete(name)
    const other = end && this.#ends.get(end.peer)
    if (!end || !other) return
    other.isOver = true
    if (other.owner !== undefined) this.#end(end.peer, other)
  }

  /** A process or a page ended, with all it held. */
  ownerGone(owner: Owner): void {
    for (const [name, end] of this.#ends) if (end.owner === owner) this.close(name)
  }

  get size(): number {
    return this.#ends.size
  }

  #deliver(owner: Owner, message: PortMessage): void {
    this.#options.deliver(owner, message)
    this.give(owner, message.ports)
  }

  #end(name: string, end: End): void {
    this.#ends.delete(name)
    if (end.owner !== undefined) this.#options.closed(end.owner, name)
  }
}
