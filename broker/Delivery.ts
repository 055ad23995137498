import { type ClientStream } from './ClientStream.ts'
import { FrameJoiner } from './FrameJoiner.ts'
import { type Frame, Message, type Qos } from './Message.ts'
import { type Outbox } from './Outbox.ts'
import { type RetainedStore } from './RetainedStore.ts'
import { SubscriptionTree } from './SubscriptionTree.ts'

/** How long retained messages may be given in one turn of the event loop. */
const retainedMs = 2
const lastLiveId = 32_767

export interface Publication {
  readonly topic: string
  /** A Buffer may be used again once `publish` has returned. */
  readonly payload: string | Buffer
  readonly retain?: boolean
}

/** A copy that lives on its own: a slice of Node's pool would keep 8 KiB alive with it. */
function own(payload: string | Buffer): string | Buffer {
  if (typeof payload === 'string') return payload
  const copy = Buffer.alloc(payload.length)
  payload.copy(copy)
  return copy
}

/** Throws a TypeError where nothing can be published to this topic. */
export function checkTopic(topic: string): void {
  const isTopic = topic !== '' && Buffer.byteLength(topic) <= 65_535 && !topic.startsWith('$')
  // oxlint-disable-next-line no-control-regex -- MQTT 3.1.1, section 1.5.3, forbids NUL and advises against the others
  if (!isTopic || /[+#\u0000-\u001f\u007f-\u009f]/.test(topic))
    throw new TypeError(`${JSON.stringify(topic)} is no topic`)
}

/**
 * From a publisher to the sockets. Everything about a message (the retained store, who gets it, its place in each
 * outbox) is done in the call of `publish`; writing is done once per socket at the end of the tick. So the order of
 * calls is the order on every socket, awaited or not; aedes' own delivery drops messages that overtake each other
 * and waits for the slowest socket, which is why none of it is used.
 */
export class Delivery {
  readonly joiner = new FrameJoiner()
  readonly #retained: RetainedStore
  readonly #now: () => number
  readonly #subscriptions = new SubscriptionTree<ClientStream>()
  #dirty: Outbox[] = []
  readonly #readable = new Set<ClientStream>()
  #turn: NodeJS.Immediate | undefined
  #handedOver: PromiseWithResolvers<void> | undefined
  #lastId = 0
  #published = 0

  constructor(retained: RetainedStore, now: () => number) {
    this.#retained = retained
    this.#now = now
  }

  get published(): number {
    return this.#published
  }

  /** Filters of all clients together. */
  get subscriptions(): number {
    return this.#subscriptions.size
  }

  publish({ topic, payload, retain = false }: Publication): Promise<void> {
    this.#published++
    const message = new Message(topic, retain ? own(payload) : payload)
    if (retain) this.#keep(message)
    const id = this.#takeId()
    // Made once for all: most bytes of the broker's work are in here.
    const frames: Partial<Record<Qos, Frame>> = {}
    for (const [stream, qos] of this.#subscriptions.match(topic)) {
      if (stream.mayReceive(topic)) stream.outbox.add((frames[qos] ??= message.frame(qos, id)))
    }
    this.#handedOver ??= Promise.withResolvers<void>()
    this.#wantTurn()
    return this.#handedOver.promise
  }

  seed({ topic, payload }: Publication): void {
    this.#keep(new Message(topic, own(payload)))
  }

  subscribe(stream: ClientStream, filter: string, qos: Qos): void {
    this.#subscriptions.add(filter, stream, qos)
    stream.retained.begin(filter, qos)
    stream.wantRetained()
  }

  unsubscribe(stream: ClientStream, filter: string): void {
    this.#subscriptions.remove(filter, stream)
    stream.retained.cancel(filter)
  }

  unsubscribeAll(stream: ClientStream): void {
    for (const filter of stream.filters.keys()) this.unsubscribe(stream, filter)
    stream.filters.clear()
    this.#readable.delete(stream)
  }

  onDirty(outbox: Outbox): void {
    this.#dirty.push(outbox)
    this.#wantTurn()
  }

  onReadable(stream: ClientStream): void {
    this.#readable.add(stream)
    this.#wantTurn()
  }

  /** Hands everything over now and plans no further turn. */
  close(): void {
    if (this.#turn) clearImmediate(this.#turn)
    this.#readable.clear()
    this.#runTurn()
  }

  #keep(message: Message): void {
    if (message.hasPayload) this.#retained.set(message)
    else this.#retained.delete(message.topic)
  }

  /**
   * The packet identifier is the broker's, not the connection's, so the bytes can be the same for all. Live messages use
   * 1 to 32,767; above are the retained copies, counted by each connection, so that the two never meet on one. Nothing
   * looks at a PUBACK: sessions are clean, so nothing is ever sent again.
   */
  #takeId(): number {
    this.#lastId = this.#lastId === lastLiveId ? 1 : this.#lastId + 1
    return this.#lastId
  }

  #wantTurn(): void {
    this.#turn ??= setImmediate(() => this.#runTurn())
  }

  #runTurn(): void {
    this.#turn = undefined
    const dirty = this.#dirty
    this.#dirty = []
    for (const outbox of dirty) outbox.flush()
    this.joiner.forget()
    this.#handedOver?.resolve()
    this.#handedOver = undefined
    this.#giveRetained()
  }

  /** A slice for each who waits, in turn, for a few milliseconds; the rest in the next turn. */
  #giveRetained(): void {
    const until = this.#now() + retainedMs
    for (const stream of this.#readable) {
      if (this.#now() >= until) break
      this.#readable.delete(stream)
      if (!stream.retained.isReady) continue
      stream.retained.readSlice()
      // Behind the others: a Set gives what is added while it is walked.
      stream.wantRetained()
    }
    if (this.#readable.size > 0) this.#wantTurn()
  }
}
