import { type Publisher } from './Publisher.ts'

/** A feed message is sent when it holds this much, so that one never comes near what may wait for a healthy client (MiB). */
const maxBytes = 256 * 1024

interface Open {
  texts: string[]
  bytes: number
  from: number
}

/** Gathers the envelopes of one wake-up by audience and sends each audience its own in as few messages as fit. */
export class Feeds {
  readonly #publisher: Publisher
  readonly #open = new Map<string, Open>()
  /** The last `to` on each feed; one number for each feed, of which there are as many as technicians. */
  readonly #lastTo = new Map<string, number>()

  constructor(publisher: Publisher) {
    this.#publisher = publisher
  }

  /** @returns what it had to send to make room */
  add(topic: string, text: string, seq: number): Promise<void>[] {
    let open = this.#open.get(topic)
    const full = open !== undefined && open.bytes + text.length > maxBytes
    const sent = open && full ? [this.#send(topic, open, seq - 1)] : []
    if (!open || full) this.#open.set(topic, (open = { texts: [], bytes: 0, from: seq }))
    open.texts.push(text)
    open.bytes += text.length
    return sent
  }

  /** Sends what is gathered; `from` and `to` are the first and the last number that a message covers. */
  flush(to: number): Promise<void>[] {
    const sent = [...this.#open].map(([topic, open]) => this.#send(topic, open, to))
    this.#open.clear()
    return sent
  }

  #send(topic: string, open: Open, to: number): Promise<void> {
    const prev = this.#lastTo.get(topic) ?? null
    const payload = `{"v":1,"from":${open.from},"to":${to},"prev":${prev},"changes":[${open.texts.join(',')}]}`
    this.#lastTo.set(topic, to)
    return this.#publisher.publish({ topic, payload, retain: false })
  }
}
