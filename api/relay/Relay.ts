import pg from 'pg'
import { connectionConfig, queryable, type Log } from '../db/Database.ts'
import { StartupError } from '../db/StartupError.ts'
import { changesChannel } from '../db/outbox.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { Feeds } from './Feeds.ts'
import { HeadTopic } from './HeadTopic.ts'
import { numberChanges, numberedAfter, numberWaiting } from './numberChanges.ts'
import { publishChanges, type Pipeline } from './publishChanges.ts'
import { type Publisher } from './Publisher.ts'
import { type Snapshot } from './Snapshot.ts'

/** One relay at a time for a database; held by its own connection, so it is free again when that ends. */
const relayLock = 7_411_002
/** How many changes one wake-up takes: enough to batch a burst, few enough to keep a message below its bound. */
const batchSize = 200
/** The guarantee behind NOTIFY, which is lost across a reconnect. */
const pollInterval = 500
/** A server that was killed a moment ago may still hold the lock. */
const lockPatience = 10_000

export interface RelayOptions {
  url: string
  log: Log
  now: () => Date
  publisher: Publisher
  snapshot: Snapshot
  /** Changes have been numbered and sent. */
  onSent?: () => void
}

/** Takes committed changes from the log, gives them their public number, and sends them out in that order. */
export class Relay {
  readonly #options: RelayOptions
  readonly #pipeline: Pipeline
  #client: pg.Client | undefined
  #head: HeadTopic | undefined
  #wake = Promise.withResolvers<void>()
  #stopping = false
  #done: Promise<void> = Promise.resolve()
  #lastLook = 0

  constructor(options: RelayOptions) {
    this.#options = options
    const { publisher, snapshot } = options
    this.#pipeline = { publisher, snapshot, feeds: new Feeds(publisher) }
  }

  /**
   * Becomes the one relay of this database, and numbers what waited: nobody is connected yet, so nothing needs to be sent.
   * @throws {StartupError} when another server has been the relay for 10 s.
   */
  async acquire(): Promise<void> {
    const deadline = this.#options.now().getTime() + lockPatience
    this.#client = await this.#connect()
    while (!(await tryLock(this.#client))) {
      if (this.#options.now().getTime() > deadline) {
        await this.#client.end()
        throw new StartupError(
          'Another Signalbox server is using this database. Stop it, or set DATABASE_URL to another one.',
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    await numberWaiting(queryable(this.#client), this.#options.now().toISOString())
  }

  /** Begins to send. The snapshot is seeded by now and holds the head. */
  async start(): Promise<void> {
    this.#head = new HeadTopic(this.#options.publisher, this.#options.now, this.#options.snapshot.head)
    await this.#head.send()
    this.#done = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#wake.resolve()
    await this.#done
    await this.#head?.send()
    this.#head?.stop()
    await this.#client?.end().catch(() => {})
  }

  /** Milliseconds since the log was last looked at; large when PostgreSQL is away. */
  get lag(): number {
    return this.#options.now().getTime() - this.#lastLook
  }

  async #run(): Promise<void> {
    let wait = pollInterval
    while (!this.#stopping) {
      try {
        await this.#ensureConnected()
        const rows = await this.#take()
        this.#lastLook = this.#options.now().getTime()
        wait = pollInterval
        if (rows.length > 0) {
          await this.#send(rows)
          continue
        }
      } catch (error) {
        this.#options.log.warn({ error: String(error) }, 'the relay lost the database; trying again')
        await this.#client?.end().catch(() => {})
        this.#client = undefined
        wait = Math.min(wait * 2, 5_000)
      }
      await this.#sleep(wait)
    }
  }

  async #take(): Promise<ChangeRow[]> {
    if (!this.#client) return []
    const db = queryable(this.#client)
    return numberChanges(db, this.#options.now().toISOString(), batchSize)
  }

  async #send(rows: readonly ChangeRow[]): Promise<void> {
    await publishChanges(this.#pipeline, rows)
    await this.#head?.onPublished(rows.at(-1)?.seq ?? this.#options.snapshot.head)
    this.#options.onSent?.()
  }

  /** After a lost connection: the lock again, then what may have been numbered without our getting the answer. */
  async #ensureConnected(): Promise<void> {
    if (this.#client) return
    const client = await this.#connect()
    if (!(await tryLock(client))) {
      await client.end()
      throw new Error('another server has become the relay')
    }
    const { snapshot } = this.#options
    for (;;) {
      const missed = await numberedAfter(queryable(client), snapshot.head, batchSize)
      if (missed.length === 0) break
      await this.#send(missed)
    }
    this.#client = client
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(connectionConfig(this.#options.url, 'signalbox relay'))
    client.on('error', (error) => {
      this.#options.log.warn({ error: error.message }, 'the relay lost its connection')
      if (this.#client === client) this.#client = undefined
      this.#wake.resolve()
    })
    client.on('notification', () => this.#wake.resolve())
    await client.connect()
    await client.query(`listen ${changesChannel}`)
    return client
  }

  async #sleep(milliseconds: number): Promise<void> {
    const timer = setTimeout(() => this.#wake.resolve(), milliseconds)
    await this.#wake.promise
    clearTimeout(timer)
    this.#wake = Promise.withResolvers()
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [relayLock])
  return rows[0]?.got ?? false
}
