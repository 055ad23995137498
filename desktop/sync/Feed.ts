import { type Envelope, type FeedMessage, type Head } from '../../api/contract/change.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type Api } from './api.ts'
import { type ClockOffset } from './clockOffset.ts'
import { DriftCheck } from './DriftCheck.ts'
import { fetchSync, type SyncAnswer } from './fetchSync.ts'
import { Passing, problemOf } from './Passing.ts'
import { type Clock, type Log, type MqttMessage } from './ports.ts'
import { type Replica } from './Replica.ts'
import { type StoredReplica } from './replicaStore.ts'
import { isEntityType, readMessage } from './serverMessages.ts'
import { type SyncTally } from './SyncTally.ts'

export interface FeedOptions {
  replica: Replica
  api: Api
  clock: Clock
  offset: ClockOffset
  log: Log
  tally: SyncTally
  /** Something may have been missed: catch up. */
  onDoubt: (problem: string) => void
  /** `asOf` or `latency` moved. */
  onProgress: () => void
}

/** The log does not reach back to it, or it is above the head of a server that was set back. */
function leadsNowhere(error: unknown): boolean {
  return error instanceof Refused && (error.code === 'gone' || error.code === 'invalid_input')
}

/** What an answer of /sync will be able to say: from where it is asked for, on which connection, after which doubts. */
interface Asked {
  since: number | undefined
  connection: number | undefined
  doubts: number
}

/**
 * Facts from the server into the replica: pushed over MQTT, fetched from /sync. It knows nothing of connecting; it is
 * told when a connection begins and when to catch up (connection.ts).
 */
export class Feed {
  readonly #options: FeedOptions
  readonly #drift: DriftCheck
  /** `to` of the last message on each feed of this connection: the next one's `prev` must be the same. */
  readonly #last = new Map<string, number>()
  /** `prev` of the first message on each feed that came before this connection had caught up. */
  readonly #first = new Map<string, number>()
  /** The head of the answer with which this connection caught up. */
  #caughtUpTo: number | undefined
  #connection = 0
  /** Caught up on this connection, and no doubt since: heads may be believed. */
  #complete = false
  /** How many doubts there were, and how many of them an answer has settled that was asked for after them. */
  #doubts = 0
  #settled = 0
  #startOver = false
  /** The fetch under way; an older one that ends later is not listened to. */
  #fetch = 0
  /** Server time up to which the replica is known to be complete, ms since 1970. */
  asOf: number | undefined
  latency: number | undefined

  constructor(options: FeedOptions) {
    this.#options = options
    this.#drift = new DriftCheck(options.log)
  }

  /** A new connection: what was last on the old one says nothing about this one. */
  begin(): void {
    this.#connection++
    this.#last.clear()
    this.#first.clear()
    this.#caughtUpTo = undefined
    this.#complete = false
  }

  /** What was on disk: shown before anything else, and as old as it says. */
  restore({ meta, rows }: StoredReplica): void {
    this.#options.replica.restore(rows, meta.head)
    this.#startOver = false
    this.asOf = meta.asOf
    this.#options.onProgress()
  }

  /** Another user, another role: what is held counts for nothing. The next catch-up fetches the whole set. */
  startOver(): void {
    this.#startOver = true
    this.#complete = false
    this.asOf = undefined
    this.abandon()
  }

  /** What is being fetched is not wanted any more. */
  abandon(): void {
    this.#fetch++
    this.#options.replica.abandonSwap()
  }

  receive({ topic, payload, retained }: MqttMessage): void {
    const event = readMessage(topic, payload)
    switch (event.kind) {
      case 'changes':
        return this.#onChanges(event.feed, event.message)
      case 'change':
        return this.#apply(event.envelope, !retained)
      case 'head':
        return this.#onHead(event.head)
      case 'unreadable':
        return this.#doubt(event.problem)
      case 'cleared':
    }
  }

  /**
   * Fetches what is missing, or the whole set where nothing is held or `since` does not lead on, and applies it.
   * `subscribed`: what comes after it will be pushed, so that heads say from then on how far the replica is complete.
   * @throws {Passing | Refused} as `fetchSync`; nothing was changed then.
   */
  async catchUp(subscribed: boolean): Promise<void> {
    const { replica, log, tally } = this.#options
    const connection = subscribed ? this.#connection : undefined
    const fetch = ++this.#fetch
    replica.abandonSwap()
    const since = this.#since()
    const asked = { since, connection, doubts: this.#doubts }
    if (since === undefined) return this.#fetchWhole(fetch, true, asked)
    try {
      const answer = await fetchSync(this.#options.api, since)
      this.#checkWanted(fetch)
      tally.fetched += replica.applySync(answer.lines, answer.head)
      this.#caughtUp(asked, answer)
    } catch (error) {
      if (!leadsNowhere(error) || fetch !== this.#fetch) throw error
      log.warn('starting over from the whole working set', { since, reason: problemOf(error) })
      await this.#fetchWhole(fetch, true, { ...asked, since: undefined })
    }
  }

  /** Asks the server whether the push connection has brought everything, and puts right what it has not (S16). */
  async check(): Promise<void> {
    const { replica, api, tally } = this.#options
    const fetch = ++this.#fetch
    const since = this.#drift.proven
    const asked = { since, connection: undefined, doubts: this.#doubts }
    if (this.#drift.begin()) return this.#fetchWhole(fetch, false, { ...asked, since: undefined })
    const answer = await fetchSync(api, since).catch((error: unknown) => {
      if (!leadsNowhere(error)) throw error
    })
    this.#checkWanted(fetch)
    if (!answer) return this.#fetchWhole(fetch, true, { ...asked, since: undefined })
    const brought = answer.lines.filter((line) => replica.applySync([line], answer.head) > 0)
    tally.missed += brought.length
    this.#caughtUp(asked, answer)
    this.#drift.end(brought)
  }

  #since(): number | undefined {
    const { head } = this.#options.replica
    if (this.#startOver) return undefined
    // What was missed may lie behind a head that was believed.
    return this.#doubts > this.#settled ? (this.#drift.proven ?? head) : head
  }

  async #fetchWhole(fetch: number, anew: boolean, asked: Asked): Promise<void> {
    const { replica, api, log, tally } = this.#options
    replica.prepareSwap()
    const answer = await fetchSync(api, undefined).catch((error: unknown) => {
      if (fetch === this.#fetch) replica.abandonSwap()
      throw error
    })
    this.#checkWanted(fetch)
    const differing = replica.swap(answer.lines, answer.head, anew)
    tally.wholeSets++
    if (!anew) this.#drift.wholeDiffered(differing)
    this.#startOver = false
    log.info('whole working set', { rows: replica.size, differing, head: answer.head })
    if (anew) this.asOf = undefined
    this.#caughtUp(asked, answer)
  }

  #checkWanted(fetch: number): void {
    if (fetch !== this.#fetch) throw new Passing('Something newer is being fetched.')
  }

  #caughtUp({ since, connection, doubts }: Asked, { head, date }: SyncAnswer): void {
    const { clock, offset, onProgress } = this.#options
    this.#settled = Math.max(this.#settled, doubts)
    // A doubt that came meanwhile is not settled by this answer: heads stay unbelieved until the next one.
    this.#complete ||= connection === this.#connection && doubts === this.#doubts
    this.#drift.caughtUp(since, head)
    if (connection === this.#connection) this.#checkFirst(head)
    this.asOf = Math.max(this.asOf ?? 0, date ?? clock.now() + offset.offset)
    onProgress()
  }

  #onChanges(feed: string, message: FeedMessage): void {
    const last = this.#last.get(feed)
    this.#last.set(feed, message.to)
    if (last === undefined) this.#onFirst(feed, message.prev ?? 0)
    else if (message.prev !== last) this.#missing(feed, last, message.prev)
    for (const envelope of message.changes) this.#apply(envelope, true)
  }

  /** What was sent before the first message of a connection was in the answer of /sync, or had to come. */
  #onFirst(feed: string, prev: number): void {
    if (this.#caughtUpTo === undefined) this.#first.set(feed, prev)
    else if (prev > this.#caughtUpTo) this.#missing(feed, this.#caughtUpTo, prev)
  }

  #checkFirst(head: number): void {
    this.#caughtUpTo ??= head
    for (const [feed, prev] of this.#first) if (prev > head) this.#missing(feed, head, prev)
    this.#first.clear()
  }

  #missing(feed: string, last: number, prev: number | null): void {
    this.#doubt(`A message is missing on ${feed}: ${String(prev)} follows ${last}.`)
  }

  #apply(envelope: Envelope, live: boolean): void {
    const { type, id, version, seq, action, gone, data } = envelope
    // `assignments` is a list beside the rows: the tickets hold the same and come in the feed.
    if (!isEntityType(type)) return
    const { replica, clock, offset, tally, onProgress } = this.#options
    this.#drift.saw(type, id, version)
    const isGone = gone === true || action === 'delete'
    const applied = replica.applyLive({ type, id, version, seq, data: isGone ? undefined : data })
    if (!applied || !live) return
    const at = Date.parse(envelope.at)
    tally.sawLive(at)
    this.latency = Math.max(0, clock.now() + offset.offset - at)
    onProgress()
  }

  #onHead({ seq, at }: Head): void {
    const { replica, clock, offset, onProgress } = this.#options
    offset.sawStamp(Date.parse(at), clock.now())
    if (!this.#complete || replica.head === undefined || seq < replica.head) return
    replica.advance(seq)
    this.asOf = Math.max(this.asOf ?? 0, Date.parse(at))
    onProgress()
  }

  #doubt(problem: string): void {
    this.#complete = false
    this.#doubts++
    this.#options.tally.doubts++
    this.#options.log.warn('a doubt: catching up', { problem })
    this.#options.onDoubt(problem)
  }
}
