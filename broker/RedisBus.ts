import { Redis, type RedisOptions } from 'ioredis'
import { type Log } from './log.ts'

/** Every wait has an end: a Redis that no longer answers must hold up nobody. */
const patience = 5_000
const commandPatience = 2_000
const longestPause = 2_000

const options: RedisOptions = {
  lazyConnect: true,
  // What cannot be sent now is not sent: everything on the bus is of this moment, and is said again.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  connectTimeout: patience,
  commandTimeout: commandPatience,
  keepAlive: 10_000,
  // Subscribed by us at each `ready`, so that it is known from when on nothing is missed.
  autoResubscribe: false,
  retryStrategy: (attempt) => Math.min(attempt * 100, longestPause),
}

/** Redis could not be had at start; the message says why, without the URL, which may hold a password. */
export class RedisUnreachable extends Error {
  override name = 'RedisUnreachable'
}

export interface BusEvents {
  onMessage(text: string): void
  /** Everything sent from now on arrives here; at first, and again after it was away. */
  onUp(): void
  onDown(): void
}

/** One channel of Redis. Comes back by itself; what is sent while it is away is lost, and whoever sends knows. */
export class RedisBus {
  /** For what is kept in Redis for a moment, such as counters. */
  readonly store: Redis
  readonly #listener: Redis
  readonly #channel: string
  readonly #log: Log
  readonly #events: BusEvents
  #isUp = false
  #isClosing = false

  private constructor(url: string, channel: string, log: Log, events: BusEvents) {
    this.store = new Redis(url, options)
    this.#listener = new Redis(url, options)
    this.#channel = channel
    this.#log = log
    this.#events = events
  }

  /** @throws {RedisUnreachable} */
  static async open(url: string, channel: string, log: Log, events: BusEvents): Promise<RedisBus> {
    const bus = new RedisBus(url, channel, log, events)
    try {
      await Promise.all([connect(bus.store), connect(bus.#listener)])
      await bus.#listener.subscribe(channel)
    } catch (error) {
      bus.close()
      throw error instanceof RedisUnreachable ? error : new RedisUnreachable(String(error))
    }
    bus.#follow()
    return bus
  }

  get isUp(): boolean {
    return this.#isUp && this.store.status === 'ready'
  }

  /** @returns how many hear it, this process among them; undefined where it could not be sent. */
  async send(text: string): Promise<number | undefined> {
    if (!this.isUp) return undefined
    return this.store.publish(this.#channel, text).catch((error: unknown) => {
      this.#log.debug({ error: String(error) }, 'a message to the other nodes was lost')
      return undefined
    })
  }

  /** Begins anew, for a connection that looks alive and carries nothing. */
  reconnect(): void {
    this.store.disconnect(true)
    this.#listener.disconnect(true)
  }

  close(): void {
    this.#isClosing = true
    this.#isUp = false
    this.store.disconnect()
    this.#listener.disconnect()
  }

  #follow(): void {
    this.#listener.on('message', (_channel, text) => this.#events.onMessage(text))
    this.#listener.on('ready', () => void this.#subscribeAgain())
    for (const client of [this.store, this.#listener]) client.on('close', () => this.#onDown())
    this.store.on('ready', () => this.#onUp())
    this.#onSubscribed()
  }

  #isSubscribed = false

  async #subscribeAgain(): Promise<void> {
    try {
      await this.#listener.subscribe(this.#channel)
      this.#onSubscribed()
    } catch (error) {
      this.#log.debug({ error: String(error) }, 'the channel of the nodes could not be subscribed to; trying again')
      this.#listener.disconnect(true)
    }
  }

  #onSubscribed(): void {
    this.#isSubscribed = true
    this.#onUp()
  }

  #onUp(): void {
    if (this.#isUp || this.#isClosing || !this.#isSubscribed || this.store.status !== 'ready') return
    this.#isUp = true
    this.#events.onUp()
  }

  #onDown(): void {
    if (this.#listener.status !== 'ready') this.#isSubscribed = false
    if (!this.#isUp) return
    this.#isUp = false
    this.#events.onDown()
  }
}

/** The first word of Redis on why not is the true one; what follows is that the connection is closed. */
async function connect(client: Redis): Promise<void> {
  let reason: string | undefined
  client.on('error', (error: Error & { code?: string }) => (reason ??= error.message || error.code))
  const tooLate = Promise.withResolvers<never>()
  const timer = setTimeout(() => tooLate.reject(new Error(`it did not answer within ${patience / 1000} s`)), patience)
  try {
    await Promise.race([client.connect(), tooLate.promise])
    await client.ping()
  } catch (error) {
    throw new RedisUnreachable(reason ?? (error instanceof Error ? error.message : String(error)))
  } finally {
    clearTimeout(timer)
  }
  if (reason !== undefined) throw new RedisUnreachable(reason)
}
