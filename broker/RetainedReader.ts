import { type Message, type Qos } from './Message.ts'
import { type Outbox } from './Outbox.ts'
import { type RetainedStore } from './RetainedStore.ts'

/** Bytes of one slice: what a socket buffers before it asks to wait. */
const sliceBytes = 64 * 1024
/** Entries of one slice, sent or not: about half a millisecond. */
const sliceSteps = 500
const firstId = 32_768
const lastId = 65_535

interface Walk {
  readonly qos: Qos
  readonly entries: Iterator<Message | undefined>
}

/**
 * Gives one connection the retained messages of its new subscriptions, a slice at a time and only while nothing else
 * waits for its socket: 50,000 messages neither block the event loop, nor count against the bound, nor hold up a live
 * message of the same connection.
 */
export class RetainedReader {
  readonly #store: RetainedStore
  readonly #outbox: Outbox
  readonly #mayReceive: (topic: string) => boolean
  /** By filter: to subscribe again begins again, so there are never more walks than filters. */
  readonly #walks = new Map<string, Walk>()
  #nextId = firstId

  constructor(store: RetainedStore, outbox: Outbox, mayReceive: (topic: string) => boolean) {
    this.#store = store
    this.#outbox = outbox
    this.#mayReceive = mayReceive
  }

  get isReady(): boolean {
    return this.#walks.size > 0 && this.#outbox.isIdle
  }

  begin(filter: string, qos: Qos): void {
    this.#walks.delete(filter)
    this.#walks.set(filter, { qos, entries: this.#store.matching(filter) })
  }

  cancel(filter: string): void {
    this.#walks.delete(filter)
  }

  /** Sends the next slice. */
  readSlice(): void {
    const slice: { message: Message; qos: Qos }[] = []
    let bytes = 0
    for (let steps = 0; steps < sliceSteps && bytes < sliceBytes; steps++) {
      const next = this.#step()
      if (next === 'done') break
      if (!next || !this.#mayReceive(next.message.topic)) continue
      slice.push(next)
      bytes += next.message.size(next.qos)
    }
    if (slice.length === 0) return
    const target = Buffer.allocUnsafeSlow(bytes)
    let at = 0
    for (const { message, qos } of slice) at = message.writeRetained(target, at, qos, this.#takeId(qos))
    this.#outbox.writeNow(target, slice.length)
  }

  #step(): { message: Message; qos: Qos } | 'done' | undefined {
    for (const [filter, { qos, entries }] of this.#walks) {
      const { done, value } = entries.next()
      if (done !== true) return value && { message: value, qos }
      this.#walks.delete(filter)
    }
    return 'done'
  }

  #takeId(qos: Qos): number {
    if (qos === 0) return 0
    const id = this.#nextId
    this.#nextId = id === lastId ? firstId : id + 1
    return id
  }
}
