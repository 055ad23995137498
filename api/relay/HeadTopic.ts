import { topics } from '../contract/topics.ts'
import { type Publisher } from './Publisher.ts'

/** While things change at most once a second, else every 15 s (the contract, system/head). */
const busyInterval = 1_000
const idleInterval = 15_000

/**
 * `system/head`, the watermark. It goes down the same connection after every message up to its number, so whoever gets it
 * has got those.
 */
export class HeadTopic {
  readonly #publisher: Publisher
  readonly #now: () => Date
  #seq: number
  #sentAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(publisher: Publisher, now: () => Date, seq: number) {
    this.#publisher = publisher
    this.#now = now
    this.#seq = seq
  }

  /** Everything up to `seq` has been handed to the publisher. */
  async onPublished(seq: number): Promise<void> {
    this.#seq = seq
    const wait = this.#sentAt + busyInterval - this.#now().getTime()
    if (wait <= 0) await this.send()
    else this.#schedule(wait)
  }

  async send(): Promise<void> {
    const now = this.#now()
    this.#sentAt = now.getTime()
    this.#schedule(idleInterval)
    const payload = JSON.stringify({ seq: this.#seq, at: now.toISOString() })
    await this.#publisher.publish({ topic: topics.head, payload, retain: true })
  }

  #schedule(wait: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.send(), wait)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
