import { topics } from '../contract/topics.ts'
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
  /** The last `to` on each feed; one number for each feed, so bounded by the number of technicians. */
  readonly #lastTo = new Map<string, number>()

  constructor(publisher: Publisher) {
    this.#publisher = publisher
  }

  async add(topic: string, text: string, seq: number): Promise<void> {
    let open = this.#open.get(topic)
    if (open && open.bytes + text.length > maxBytes) {
      await this.#send(topic, open, seq - 1)
      open = undefined
    }
    if (!open) this.#open.set(topic, (open = { texts: [], bytes: 0, from: seq }))
    open.texts.push(text)
    open.bytes += text.length
  }

  /** Sends what is gathered; `from` and `to` are the wake-up's first and last number. */
  async flush(to: number): Promise<void> {
    for (const [topic, open] of this.#open) await this.#send(topic, open, to)
    this.#open.clear()
  }

  async #send(topic: string, open: Open, to: number): Promise<void> {
    const prev = this.#lastTo.get(topic) ?? null
    const payload = `{"v":1,"from":${open.from},"to":${to},"prev":${prev},"changes":[${open.texts.join(',')}]}`
    this.#lastTo.set(topic, to)
    await this.#publisher.publish({ topic, payload, retain: false })
  }

  /** A technician who is gone needs no number any more. */
  forget(technicianId: string): void {
    this.#lastTo.delete(topics.techFeed(technicianId))
  }
}
