import { type EntityType } from '../contract/change.ts'
import { type Visibility } from '../db/outbox.ts'

/** A row of the working set as text, with what decides who may see it. */
export interface SnapshotRow {
  type: EntityType
  id: string
  version: number
  /** The row as JSON. */
  data: string
  ticket?: SnapshotTicket
  /** Of a technician: the user they are. */
  userId?: string | undefined
}

export interface SnapshotTicket extends Visibility {
  siteId: string
  /** Since when it is completed, closed or cancelled. */
  endedAt: string | undefined
  /** Since when it is closed or cancelled. */
  leftAt: string | undefined
}

/**
 * The working set in memory, as of the relay's head: what a full /sync of staff answers without asking PostgreSQL, and
 * what tells the relay whose view a site enters or leaves. Seeded at start, then moved by the same changes that go out.
 */
export class Snapshot {
  head = 0
  readonly #rows = new Map<EntityType, Map<string, SnapshotRow>>()
  /** Tickets by site, since a site is seen through its tickets. */
  readonly #ticketsAt = new Map<string, Set<string>>()

  get(type: EntityType, id: string): SnapshotRow | undefined {
    return this.#rows.get(type)?.get(id)
  }

  set(row: SnapshotRow): void {
    this.delete(row.type, row.id)
    let rows = this.#rows.get(row.type)
    if (!rows) this.#rows.set(row.type, (rows = new Map()))
    rows.set(row.id, row)
    if (!row.ticket) return
    let tickets = this.#ticketsAt.get(row.ticket.siteId)
    if (!tickets) this.#ticketsAt.set(row.ticket.siteId, (tickets = new Set()))
    tickets.add(row.id)
  }

  delete(type: EntityType, id: string): void {
    const row = this.get(type, id)
    this.#rows.get(type)?.delete(id)
    if (!row?.ticket) return
    const tickets = this.#ticketsAt.get(row.ticket.siteId)
    tickets?.delete(id)
    if (tickets?.size === 0) this.#ticketsAt.delete(row.ticket.siteId)
  }

  rows(type: EntityType): Iterable<SnapshotRow> {
    return this.#rows.get(type)?.values() ?? []
  }

  *ticketsAt(siteId: string): Iterable<SnapshotRow> {
    for (const id of this.#ticketsAt.get(siteId) ?? []) {
      const ticket = this.get('ticket', id)
      if (ticket) yield ticket
    }
  }

  /** Everything as /sync lines with the head they belong to; `after` leaves out tickets that had left by then. */
  syncLines(after: Date): { head: number; lines: string[] } {
    const lines: string[] = []
    for (const rows of this.#rows.values()) {
      for (const row of rows.values()) {
        const leftAt = row.ticket?.leftAt
        if (leftAt !== undefined && Date.parse(leftAt) <= after.getTime()) continue
        lines.push(`{"type":"${row.type}","id":"${row.id}","version":${row.version},"data":${row.data}}\n`)
      }
    }
    return { head: this.head, lines }
  }

  /** Forgets tickets that left before `after`; they are history. */
  prune(after: Date): number {
    let count = 0
    for (const row of this.rows('ticket')) {
      if (row.ticket?.leftAt === undefined || Date.parse(row.ticket.leftAt) > after.getTime()) continue
      this.delete('ticket', row.id)
      count++
    }
    return count
  }
}
