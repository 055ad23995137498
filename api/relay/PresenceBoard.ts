import { Type as T, type Static } from 'typebox'
import {
  presenceLife,
  presenceModes,
  type PresenceMode,
  type PresentPerson,
  type ReportPresence,
} from '../contract/presence.ts'
import { type Principal } from '../contract/principal.ts'
import { topics } from '../contract/topics.ts'
import { type Publisher } from './Publisher.ts'

/** What a console has said, as nodes tell one another: only of tickets that its user may see. */
export const PresenceReport = T.Object({
  userId: T.String(),
  name: T.String(),
  clientId: T.String(),
  tickets: T.Array(T.Object({ id: T.String(), mode: T.Enum([...presenceModes]) }), { maxItems: 50 }),
})
export type PresenceReport = Static<typeof PresenceReport>

interface Seat {
  mode: PresenceMode
  since: number
}

interface Console {
  userId: string
  name: string
  heardAt: number
  tickets: Map<string, Seat>
}

export interface PresenceBoardOptions {
  publisher: Publisher
  now: () => Date
  /** Whether this person may see that ticket at this moment. */
  maySee: (principal: Principal, ticketId: string) => boolean
  /** A console has said something here; other nodes `hear` it. */
  onReported?: (report: PresenceReport) => void
}

/** How often it looks for consoles that have fallen silent: within the promise of 30 s, wrong by at most this. */
const lookEvery = 1_000

/**
 * Who looks at which ticket, and who is changing it. In memory: it is of this moment, every console says it again within
 * 15 s, and a restart loses nothing that would still be true.
 */
export class PresenceBoard {
  readonly #options: PresenceBoardOptions
  readonly #consoles = new Map<string, Console>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: PresenceBoardOptions) {
    this.#options = options
  }

  /** A console says what it has open. Tickets that its user may not see are passed over. */
  report(principal: Principal, { clientId, tickets }: ReportPresence): void {
    const { userId, name } = principal
    if (userId === null) return
    const seen = tickets.filter(({ id }) => this.#options.maySee(principal, id))
    const report = { userId, name, clientId, tickets: seen }
    this.hear(report)
    this.#options.onReported?.(report)
  }

  /** The same, from another node. */
  hear({ userId, name, clientId, tickets }: PresenceReport): void {
    const now = this.#options.now().getTime()
    const key = `${userId}/${clientId}`
    const before = this.#consoles.get(key)?.tickets ?? new Map<string, Seat>()
    const after = new Map(tickets.map(({ id, mode }) => [id, seatOf(before.get(id), mode, now)]))
    if (after.size === 0) this.#consoles.delete(key)
    else this.#consoles.set(key, { userId, name, heardAt: now, tickets: after })
    const touched = [...new Set([...before.keys(), ...after.keys()])]
    this.#publish(touched.filter((id) => before.get(id)?.mode !== after.get(id)?.mode))
    this.#watch()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #watch(): void {
    if (this.#consoles.size > 0) this.#timer ??= setInterval(() => this.#dropSilent(), lookEvery)
    else this.#unwatch()
  }

  #unwatch(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #dropSilent(): void {
    const limit = this.#options.now().getTime() - (presenceLife - lookEvery)
    for (const [key, { heardAt, tickets }] of this.#consoles) {
      if (heardAt > limit) continue
      this.#consoles.delete(key)
      this.#publish([...tickets.keys()])
    }
    if (this.#consoles.size === 0) this.#unwatch()
  }

  #publish(ticketIds: readonly string[]): void {
    const at = this.#options.now().toISOString()
    for (const ticketId of ticketIds) {
      const people = this.#peopleAt(ticketId)
      const payload = people.length === 0 ? '' : JSON.stringify({ v: 1, ticketId, at, people })
      void this.#options.publisher.publish({ topic: topics.presence(ticketId), payload, retain: true })
    }
  }

  /** Each person once, however many consoles they have; who edits in one is editing. */
  #peopleAt(ticketId: string): PresentPerson[] {
    const people = new Map<string, PresentPerson>()
    for (const { userId, name, tickets } of this.#consoles.values()) {
      const seat = tickets.get(ticketId)
      if (!seat) continue
      const known = people.get(userId)
      const since = new Date(seat.since).toISOString()
      if (!known || (seat.mode === 'editing' && known.mode === 'viewing')) {
        people.set(userId, { id: userId, name, mode: seat.mode, since })
      }
    }
    return [...people.values()].toSorted((a, b) => a.since.localeCompare(b.since))
  }
}

function seatOf(before: Seat | undefined, mode: PresenceMode, now: number): Seat {
  return before?.mode === mode ? before : { mode, since: now }
}
