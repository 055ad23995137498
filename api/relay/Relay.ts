import pg from 'pg'
import { connectionConfig, type Log } from '../db/Database.ts'
import { StartupError } from '../db/StartupError.ts'
import { Refused } from '../contract/errors.ts'
import { changesChannel } from '../db/outbox.ts'
import { preparing } from '../db/preparing.ts'
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
/** Told by the relay that numbers to those that follow it. */
const numberedChannel = 'signalbox_numbered'
/** A relay that is frozen, or whose machine is gone, holds the lock no longer than this: it looks far more often. */
const silentAfter = '5s'
/** How long a node may lag behind what another has sent, before whoever asks is told to come again (ms). */
const reachPatience = 5_000
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
  /** How many other nodes are known, where several may share the database; without it this is the only one. */
  peers?: (() => number) | undefined
}

/**
 * Takes committed changes from the log, gives them their public number, and sends them out in that order. Of several nodes
 * one numbers, the leader; each reads what is numbered by itself, in the order of the numbers, and sends it to its own
 * clients. So each has its own head, which is true for the connections it has.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #pipeline: Pipeline
  #client: pg.Client | undefined
  #head: HeadTopic | undefined
  #wake = Promise.withResolvers<void>()
  #stopping = false
  #done: Promise<void> = Promise.resolve()
  #lastLook = 0
  #leads = false
  /** As leader: everything that a former one has numbered was sent. */
  #hasCaughtUp = false
  readonly #waiting = new Set<() => void>()

  constructor(options: RelayOptions) {
    this.#options = options
    const { publisher, snapshot } = options
    this.#pipeline = { publisher, snapshot, feeds: new Feeds(publisher) }
  }

  /**
   * Becomes the one relay of this database, and numbers what waited: nobody is connected yet, so nothing needs to be sent.
   * Where another node has that part, it follows.
   * @throws {StartupError} when another server, which is no node of ours, has been the relay for 10 s.
   */
  async acquire(): Promise<void> {
    const deadline = this.#options.now().getTime() + lockPatience
    this.#client = await this.#connect()
    while (!(await this.#tryToLead(this.#client))) {
      if (this.#options.peers && this.#options.peers() > 0) return
      if (this.#options.now().getTime() > deadline) {
        await this.#client.end()
        throw new StartupError(
          this.#options.peers
            ? 'Another Signalbox server is using this database, and is not at this REDIS_URL: all nodes need the same one.'
            : 'Another Signalbox server is using this database. Stop it, or set DATABASE_URL to another one.',
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    await numberWaiting(preparing(this.#client), this.#options.now().toISOString())
  }

  /**
   * Begins to send. The snapshot is seeded by now and holds the head. What was committed but not numbered when it was
   * seeded is in it already, so that is sent before anybody is let in: whose view it enters could not be told any more.
   */
  async start(): Promise<void> {
    await this.#sendWaiting()
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

  /** This is the relay that numbers: of several nodes the one that also does what only one may do. */
  get leads(): boolean {
    return this.#leads
  }

  /**
   * Resolves when everything up to `seq` was sent by this node and is in its snapshot.
   * @throws {Refused} unavailable, where it does not come to that in time.
   */
  async reach(seq: number): Promise<void> {
    const { snapshot } = this.#options
    if (snapshot.head >= seq) return
    const reached = Promise.withResolvers<void>()
    const look = () => {
      if (snapshot.head >= seq) reached.resolve()
    }
    const timer = setTimeout(() => {
      reached.reject(new Refused('unavailable', 'This server is behind at the moment. Try again shortly.'))
    }, reachPatience)
    this.#waiting.add(look)
    this.#wake.resolve()
    try {
      await reached.promise
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(look)
    }
  }

  async #sendWaiting(): Promise<void> {
    const [last] = await this.#query<{ id: number | null }>('select max(id) as id from changes where seq is null')
    const isNumbered = async () => {
      const waiting = 'select 1 from changes where seq is null and id <= $1 limit 1'
      return (await this.#query(waiting, [last?.id ?? 0])).length === 0
    }
    while (!this.#stopping) {
      const areNumbered = await isNumbered()
      const rows = await this.#take()
      if (rows.length > 0) await this.#send(rows)
      else if (areNumbered) return
      // Another node numbers them, and says so.
      else await this.#sleep(pollInterval)
    }
  }

  async #query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#client ? preparing(this.#client).query<Row>(text, values) : []
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
        this.#lose()
        wait = Math.min(wait * 2, 5_000)
      }
      await this.#sleep(wait)
    }
  }

  /** The next changes to send; as leader it numbers them first, once it has what its predecessor has numbered. */
  async #take(): Promise<ChangeRow[]> {
    const client = this.#client
    if (!client) return []
    const db = preparing(client)
    const leads = await this.#tryToLead(client)
    if (!leads || !this.#hasCaughtUp) {
      const rows = await numberedAfter(db, this.#options.snapshot.head, batchSize)
      if (rows.length > 0 || !leads) return rows
      this.#hasCaughtUp = true
    }
    const rows = await numberChanges(db, this.#options.now().toISOString(), batchSize)
    // Not awaited: whoever does not hear of it looks by itself.
    if (rows.length > 0 && this.#options.peers) client.query(`notify ${numberedChannel}`).catch(() => {})
    return rows
  }

  async #send(rows: readonly ChangeRow[]): Promise<void> {
    await publishChanges(this.#pipeline, rows)
    await this.#head?.onPublished(rows.at(-1)?.seq ?? this.#options.snapshot.head)
    for (const look of this.#waiting) look()
    this.#options.onSent?.()
  }

  /** After a lost connection: the lock again; what was numbered without our getting the answer is taken next. */
  async #ensureConnected(): Promise<void> {
    if (this.#client) return
    this.#leads = false
    const client = await this.#connect()
    if (!(await this.#tryToLead(client)) && !this.#options.peers) {
      await client.end()
      throw new Error('another server has become the relay')
    }
    this.#client = client
  }

  async #tryToLead(client: pg.Client): Promise<boolean> {
    if (this.#leads) return true
    if (!(await tryLock(client))) return false
    this.#hasCaughtUp = false
    this.#leads = true
    if (this.#options.peers) this.#options.log.info({}, 'this node numbers the changes from now on')
    return true
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(connectionConfig(this.#options.url, 'signalbox relay'))
    client.on('error', (error) => {
      this.#options.log.warn({ error: error.message }, 'the relay lost its connection')
      if (this.#client === client) this.#lose()
      this.#wake.resolve()
    })
    client.on('notification', ({ channel }) => {
      if (this.#leads === (channel === changesChannel)) this.#wake.resolve()
    })
    await client.connect()
    const { peers } = this.#options
    const asOneOfSeveral = `; listen ${numberedChannel}; set idle_session_timeout = '${silentAfter}'`
    await client.query(`listen ${changesChannel}${peers ? asOneOfSeveral : ''}`)
    return client
  }

  #lose(): void {
    this.#client = undefined
    this.#leads = false
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
