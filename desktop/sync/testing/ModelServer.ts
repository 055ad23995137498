import { type Envelope, type FeedMessage } from '../../../api/contract/change.ts'
import { Refused } from '../../../api/contract/errors.ts'
import { topics } from '../../../api/contract/topics.ts'
import { type Api } from '../api.ts'
import { type MqttMessage } from '../ports.ts'
import { answer } from './answers.ts'
import { testId } from './ids.ts'

/**
 * What a server is to one technician's replica, as a model: rows that change, come into view and leave it, numbered when
 * they are published, on two feeds; and /sync, which may be ahead of its head. No code of ours decides anything here.
 */
export interface ModelRow {
  type: 'ticket' | 'site'
  id: string
  version: number
  visible: boolean
}

interface Committed {
  key: string
  seq: number | undefined
  envelope: Omit<Envelope, 'seq'>
  feed: string
}

export const ownFeed = topics.techFeed(testId(900))
export const feeds = [topics.poolFeed, ownFeed] as const

export class ModelServer {
  /** Its clock, ms. */
  now = (): number => Date.parse('2026-11-22T12:00:00.000Z')
  readonly rows = new Map<string, ModelRow>()
  readonly #log: Committed[] = []
  readonly #last = new Map<string, number>()
  head = 0
  /** On their way to the one client, in the order in which the connection carries them. */
  readonly wire: MqttMessage[] = []
  /** How many lines the last answer of /sync had. */
  lines = 0
  /** The log reaches back to here. */
  pruned = 0

  /** A change of the row itself. */
  update(number: number, visible: boolean, feed: string = ownFeed): void {
    this.#commit(number, 1, visible, feed)
  }

  /** The row comes into view or leaves it, unchanged: a site through its tickets. */
  show(number: number, visible: boolean, feed: string = ownFeed): void {
    this.#commit(number, 0, visible, feed)
  }

  #commit(number: number, raise: 0 | 1, visible: boolean, feed: string): void {
    const id = testId(number)
    const before = this.rows.get(id) ?? { type: 'site', id, version: 1 - raise, visible: false }
    const row: ModelRow = { ...before, version: before.version + raise, visible }
    this.rows.set(id, row)
    const { type, version } = row
    const common = { v: 1 as const, type, id, version, at: this.#at(), by: null, changed: [] }
    const envelope: Omit<Envelope, 'seq'> = visible
      ? { ...common, action: 'update', data: dataOf(row) }
      : { ...common, action: 'gone', gone: true }
    // What neither was nor is in view is none of this client's business.
    if (visible || before.visible) this.#log.push({ key: id, seq: undefined, envelope, feed })
  }

  /** One wake-up of the relay: numbers what was committed and sends it in one message a feed, then the head. */
  publish(): void {
    const batch = this.#log.filter(({ seq }) => seq === undefined)
    for (const change of batch) change.seq = ++this.head
    for (const feed of new Set(batch.map((each) => each.feed))) {
      const changes = batch.flatMap((each) => (each.feed === feed ? [{ ...each.envelope, seq: each.seq ?? 0 }] : []))
      const [first] = changes
      if (!first) continue
      const message: FeedMessage = { v: 1, from: first.seq, to: this.head, prev: this.#last.get(feed) ?? null, changes }
      this.#last.set(feed, this.head)
      this.wire.push({ topic: feed, payload: JSON.stringify(message), retained: false })
    }
    this.sendHead()
  }

  sendHead(): void {
    this.wire.push({ topic: topics.head, payload: JSON.stringify({ seq: this.head, at: this.#at() }), retained: false })
  }

  visible(): [string, number][] {
    return [...this.rows.values()].filter((row) => row.visible).map(({ id, version }) => [id, version])
  }

  /** As the contract has it: rows as they are now, committed but not yet numbered ones among them. */
  sync(since: number | undefined): string {
    const touched = this.#log.filter(({ seq }) => since === undefined || seq === undefined || seq > since)
    const ids = since === undefined ? [...this.rows.keys()] : [...new Set(touched.map(({ key }) => key))]
    const lines = ids.flatMap((id) => {
      const row = this.rows.get(id)
      if (!row || (since === undefined && !row.visible)) return []
      const { type, version } = row
      return [row.visible ? { type, id, version, data: dataOf(row) } : { type, id, version, gone: true }]
    })
    this.lines = lines.length
    return [...lines, { head: this.head }].map((line) => `${JSON.stringify(line)}\n`).join('')
  }

  /** /sync, answered as of the moment it is asked. */
  readonly api: Api = async ({ path }) => {
    const since = /since=(\d+)/.exec(path)?.[1]
    if (since !== undefined && Number(since) > this.head) return this.#refuse('invalid_input', 'Above the head.')
    if (since !== undefined && Number(since) < this.pruned) return this.#refuse('gone', 'The log does not reach back.')
    return answer(200, this.sync(since === undefined ? undefined : Number(since)), {
      date: new Date(this.now()).toUTCString(),
    })
  }

  #at(): string {
    return new Date(this.now()).toISOString()
  }

  #refuse(code: 'gone' | 'invalid_input', message: string): never {
    throw new Refused(code, message)
  }
}

function dataOf({ id, version }: ModelRow): object {
  return { id, version, name: `${id} at ${version}` }
}
