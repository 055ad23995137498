import { randomUUID } from 'node:crypto'
import { Type as T, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type ConnectionInfo } from './Connections.ts'
import { type Log } from './log.ts'
import { RedisBus } from './RedisBus.ts'

/** How often each node says that it is there, and with whom connected. */
const beatEvery = 2_000
/** Not heard for this long is gone: three beats and some. */
const silentAfter = 7_000
/** How long a new node waits for those that are there to say so; one may be busy, or gone without Redis knowing it yet. */
const greetingPatience = 10_000

/** What nodes tell about themselves; by it a new one sees whether it belongs to them. */
export const NodeFacts = T.Object({
  version: T.String(),
  /** Names the data dir; all nodes share one. */
  dataDir: T.String(),
  /** Names of the keys that tokens are made and known with, the current one first. */
  keys: T.Array(T.String()),
})
export type NodeFacts = Static<typeof NodeFacts>

const Beat = T.Object({
  facts: NodeFacts,
  /** Users who are connected there, and how often. */
  subjects: T.Record(T.String(), T.Number()),
  /** Whoever hears it for the first time is asked to say who they are. */
  asks: T.Boolean(),
})
type Beat = Static<typeof Beat>

const Came = T.Object({ subject: T.String(), clientId: T.String(), at: T.Number() })
const Letter = T.Object({ from: T.String(), kind: T.String(), body: T.Unknown() })

interface Peer extends Beat {
  heardAt: number
}

/** What the cluster asks of this node's broker. */
export interface LocalBroker {
  connections(): ConnectionInfo[]
  takeOver(subject: string, clientId: string, before: Date): void
}

export interface ClusterOptions {
  url: string
  /** Keeps the nodes of one database apart from others on the same Redis. */
  name: string
  log: Log
  facts: NodeFacts
}

/**
 * This node among the others. Each reads the change log by itself, so nothing of what was committed goes through here, only
 * what is of this moment: who is connected where, whose client id has moved, who is at a ticket, that a person was notified.
 * All of it is said again or looked for, so a Redis that is away loses nothing that stays true.
 */
export class Cluster {
  readonly id = randomUUID()
  readonly #options: ClusterOptions
  readonly #peers = new Map<string, Peer>()
  readonly #listeners = new Map<string, (body: unknown) => void>()
  /** Of whom something was heard since this node came, and who waits for that. */
  readonly #heard = new Set<string>()
  #onHeard = (): void => {}
  #bus: RedisBus | undefined
  #broker: LocalBroker | undefined
  #onReturned = (): void => {}
  #timer: NodeJS.Timeout | undefined
  #ownBeatAt = 0
  #upSince: number | undefined
  #awaySince: Date | undefined

  private constructor(options: ClusterOptions) {
    this.#options = options
  }

  /** Joins and hears who is there. @throws {RedisUnreachable} */
  static async open(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options)
    const onUp = () => cluster.#onUp()
    const onDown = () => cluster.#onDown()
    const onMessage = (text: string) => cluster.#onLetter(text)
    cluster.#bus = await RedisBus.open(options.url, cluster.name, options.log, { onMessage, onUp, onDown })
    await cluster.#greet()
    cluster.#timer = setInterval(() => void cluster.#beat(), beatEvery)
    return cluster
  }

  /** Of this database, on this Redis: for what is kept there. */
  get name(): string {
    return `signalbox:${this.#options.name}`
  }

  /** For counters that all nodes share; commands fail at once while Redis is away. */
  get store(): RedisBus['store'] {
    if (!this.#bus) throw new Error('the cluster is not open')
    return this.#bus.store
  }

  /** What is sent reaches the others: our own beats come back. */
  get isUp(): boolean {
    return (this.#bus?.isUp ?? false) && performance.now() - this.#ownBeatAt < silentAfter
  }

  /** Up for long enough to have heard of everyone who is there. */
  get isComplete(): boolean {
    return this.isUp && this.#upSince !== undefined && performance.now() - this.#upSince > silentAfter
  }

  /** The other nodes. */
  get peers(): readonly NodeFacts[] {
    return this.#living().map(({ facts }) => facts)
  }

  /** Connections of a user on the other nodes. */
  connectionsOf(subject: string): number {
    return this.#living().reduce((sum, { subjects }) => sum + (subjects[subject] ?? 0), 0)
  }

  /** Who is connected to other nodes. */
  subjects(): string[] {
    return this.#living().flatMap(({ subjects }) => Object.keys(subjects))
  }

  /**
   * From now on the others hear of this node's clients, and it of theirs.
   * @param onReturned Redis is there again after it was away: what it would have carried has to be looked for
   */
  follow(broker: LocalBroker, onReturned: () => void): void {
    this.#broker = broker
    this.#onReturned = onReturned
    this.listen('came', Came, ({ subject, clientId, at }) => broker.takeOver(subject, clientId, new Date(at)))
  }

  /** A client was let in here: an older connection of it elsewhere gives up its place. */
  onAdmitted({ subject, clientId, since }: ConnectionInfo): void {
    this.send('came', { subject, clientId, at: since.getTime() })
  }

  /** To all other nodes. May be lost. */
  send(kind: string, body: object): void {
    void this.#post(kind, body)
  }

  listen<S extends TSchema>(kind: string, schema: S, onBody: (body: Static<S>) => void): void {
    this.#listeners.set(kind, (body) => {
      if (Value.Check(schema, body)) onBody(body)
      else this.#options.log.warn({ kind }, 'another node said something that is not understood here')
    })
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#post('bye', {})
    this.#bus?.close()
  }

  #living(): Peer[] {
    const limit = performance.now() - silentAfter
    for (const [id, { heardAt }] of this.#peers) if (heardAt < limit) this.#peers.delete(id)
    return [...this.#peers.values()]
  }

  async #post(kind: string, body: object): Promise<number | undefined> {
    return this.#bus?.send(JSON.stringify({ from: this.id, kind, body }))
  }

  #beat(asks = false): Promise<number | undefined> {
    // Looks alive and carries nothing, as after a network that dropped packets without a word.
    if (this.#bus?.isUp && performance.now() - this.#ownBeatAt > silentAfter) {
      this.#ownBeatAt = performance.now()
      this.#bus.reconnect()
    }
    const subjects: Record<string, number> = {}
    for (const { subject } of this.#broker?.connections() ?? []) subjects[subject] = (subjects[subject] ?? 0) + 1
    return this.#post('beat', { facts: this.#options.facts, subjects, asks } satisfies Beat)
  }

  /** Redis says how many hear it, so it is known for how many answers to wait. */
  async #greet(): Promise<void> {
    const others = ((await this.#beat(true)) ?? 1) - 1
    const tooLate = Promise.withResolvers<void>()
    this.#onHeard = () => {
      if (this.#heard.size >= others) tooLate.resolve()
    }
    const timer = setTimeout(() => tooLate.resolve(), greetingPatience)
    this.#onHeard()
    await tooLate.promise
    this.#onHeard = () => {}
    this.#heard.clear()
    clearTimeout(timer)
  }

  #onUp(): void {
    this.#ownBeatAt = performance.now()
    this.#upSince = performance.now()
    const away = this.#awaySince
    if (!away) return
    this.#awaySince = undefined
    this.#options.log.info({}, 'Redis is there again')
    void this.#beat(true)
    for (const each of this.#broker?.connections() ?? []) if (each.since >= away) this.onAdmitted(each)
    this.#onReturned()
  }

  #onDown(): void {
    this.#upSince = undefined
    this.#awaySince = new Date()
    this.#options.log.warn({}, 'Redis is away: this node goes on by itself until it is back')
  }

  #onLetter(text: string): void {
    const letter = parse(text)
    if (!letter) return this.#options.log.warn({}, 'a message on the channel of the nodes cannot be read')
    const { from, kind, body } = letter
    if (from === this.id) {
      if (kind === 'beat') this.#ownBeatAt = performance.now()
    } else if (kind === 'beat') this.#onBeat(from, body)
    else if (kind === 'bye') this.#onBye(from)
    else this.#listeners.get(kind)?.(body)
  }

  #onBeat(from: string, beat: unknown): void {
    if (!Value.Check(Beat, beat)) return
    this.#peers.set(from, { ...beat, heardAt: performance.now() })
    this.#note(from)
    if (beat.asks) void this.#beat()
  }

  #onBye(from: string): void {
    this.#peers.delete(from)
    this.#note(from)
  }

  /** Only while this node is new: of those who come and go later nothing is kept. */
  #note(from: string): void {
    if (this.#timer) return
    this.#heard.add(from)
    this.#onHeard()
  }
}

function parse(text: string): Static<typeof Letter> | undefined {
  try {
    const letter: unknown = JSON.parse(text)
    return Value.Check(Letter, letter) ? letter : undefined
  } catch {
    return undefined
  }
}
