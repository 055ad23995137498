import { type EntityType } from '../contract/change.ts'
import { type Visibility } from '../db/outbox.ts'

/** A row of the working set as text, with what decides who may see it. */
export interface SnapshotRow {
  type: EntityType
  id: string
  version: number
  /** The row as JSON. */
  data: string
  /** Of a ticket: who sees it, as its row says. */
  visibility?: Visibility
  /** Of a ticket, or of inventory kept at a site. */
  siteId?: string | undefined
  /** Of what hangs on a ticket. */
  ticketId?: string | undefined
  /** Of inventory that a technician holds. */
  technicianId?: string | undefined
  /** Of a technician: the user they are. */
  userId?: string | undefined
  /** Of a ticket: since when it is completed, closed or cancelled. */
  endedAt?: string | undefined
  /** Of a ticket: since when it is closed or cancelled; of a shipment: since when nothing more comes of it. */
  leftAt?: string | undefined
}

/**
 * The working set in memory, as of the relay's head: what a full /sync of staff answers without asking PostgreSQL, and
 * what tells the relay whose view a row enters or leaves. Seeded at start, then moved by the same changes that go out.
 */
export class Snapshot {
  head = 0
  readonly #rows = new Map<EntityType, Map<string, SnapshotRow>>()
  /** A site is seen through its tickets; its equipment through the site. */
  readonly #atSite = new Map<string, Set<SnapshotRow>>()
  readonly #onTicket = new Map<string, Set<SnapshotRow>>()

  get(type: EntityType, id: string): SnapshotRow | undefined {
    return this.#rows.get(type)?.get(id)
  }

  set(row: SnapshotRow): void {
    this.delete(row.type, row.id)
    let rows = this.#rows.get(row.type)
    if (!rows) this.#rows.set(row.type, (rows = new Map()))
    rows.set(row.id, row)
    if (row.siteId !== undefined) add(this.#atSite, row.siteId, row)
    if (row.ticketId !== undefined) add(this.#onTicket, row.ticketId, row)
  }

  delete(type: EntityType, id: string): void {
    const row = this.get(type, id)
    if (!row) return
    this.#rows.get(type)?.delete(id)
    if (row.siteId !== undefined) remove(this.#atSite, row.siteId, row)
    if (row.ticketId !== undefined) remove(this.#onTicket, row.ticketId, row)
  }

  rows(type: EntityType): Iterable<SnapshotRow> {
    return this.#rows.get(type)?.values() ?? []
  }

  /** Tickets at a site, and inventory kept there. */
  atSite(siteId: string): Iterable<SnapshotRow> {
    return this.#atSite.get(siteId) ?? []
  }

  /** Comments, time entries, attachments and shipments of a ticket. */
  onTicket(ticketId: string): Iterable<SnapshotRow> {
    return this.#onTicket.get(ticketId) ?? []
  }

  /** Everything as /sync lines with the head they belong to, but what had left by `after` and what hangs on that. */
  syncLines(after: Date): { head: number; lines: string[] } {
    const lines: string[] = []
    for (const rows of this.#rows.values()) {
      for (const row of rows.values()) {
        if (this.#hasLeft(row, after)) continue
        lines.push(`{"type":"${row.type}","id":"${row.id}","version":${row.version},"data":${row.data}}\n`)
      }
    }
    return { head: this.head, lines }
  }

  #hasLeft(row: SnapshotRow, after: Date): boolean {
    if (row.leftAt !== undefined) return Date.parse(row.leftAt) <= after.getTime()
    if (row.ticketId === undefined || row.type === 'shipment') return false
    const ticket = this.get('ticket', row.ticketId)
    return ticket === undefined || this.#hasLeft(ticket, after)
  }

  /** Forgets what had left by `after`, and what hangs on it; it is history. */
  prune(after: Date): number {
    let count = 0
    for (const rows of this.#rows.values()) {
      for (const row of rows.values()) {
        if (!this.#hasLeft(row, after)) continue
        this.delete(row.type, row.id)
        count++
      }
    }
    return count
  }
}

function add(index: Map<string, Set<SnapshotRow>>, key: string, row: SnapshotRow): void {
  const rows = index.get(key)
  if (rows) rows.add(row)
  else index.set(key, new Set([row]))
}

function remove(index: Map<string, Set<SnapshotRow>>, key: string, row: SnapshotRow): void {
  const rows = index.get(key)
  rows?.delete(row)
  if (rows?.size === 0) index.delete(key)
}
