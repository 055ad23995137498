import { type EntityType } from '../contract/change.ts'
import { notVisible, type Visibility } from '../db/outbox.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { arrivalText, envelopeText, goneText } from './envelopes.ts'
import { type Snapshot, type SnapshotRow } from './Snapshot.ts'
import { userNameText } from './toSnapshotRow.ts'
import { sees, visibilityIn } from './visibilityIn.ts'

/** Where one change goes besides its own topic and the staff's feed. Each entry is an envelope as text. */
export interface Deliveries {
  pool: string[]
  tech: Map<string, string[]>
}

/** A row whose visibility a change may move, with what it was. */
interface Affected {
  row: SnapshotRow
  before: Visibility
}

/**
 * The rows that a change may bring into a technician's view or take out of it, as they are before it: the row itself, what
 * hangs on it, the sites it leads to, and what is kept at those.
 */
export function affectedBy(row: ChangeRow, snapshot: Snapshot): Affected[] {
  if (row.type === 'assignments' || row.type === 'user') return []
  const self = snapshot.get(row.type, row.entity_id)
  const rows = self ? [self, ...dependents(self, snapshot)] : []
  return rows.map((each) => ({ row: each, before: visibilityIn(snapshot, each) }))
}

function dependents(row: SnapshotRow, snapshot: Snapshot): SnapshotRow[] {
  if (row.type === 'site') return [...snapshot.atSite(row.id)].filter((each) => each.type === 'inventory')
  if (row.type !== 'ticket') return []
  const site = row.siteId === undefined ? undefined : snapshot.get('site', row.siteId)
  return [...snapshot.onTicket(row.id), ...(site ? [site, ...dependents(site, snapshot)] : [])]
}

/**
 * What technicians are sent of one change. Rule V1: an envelope goes to exactly those who may see the row after the change,
 * and `gone` to exactly those who could see it before it and no longer can.
 *
 * The pool's feed is every technician's: it carries unassigned tickets and what is seen through them. What one
 * technician alone sees goes to their own feed. Where both speak of one row in one change, the row wins over `gone`.
 * @param affected from `affectedBy`, before the snapshot was moved by this change
 */
export function technicianDeliveries(row: ChangeRow, affected: readonly Affected[], snapshot: Snapshot): Deliveries {
  const deliveries: Deliveries = { pool: [], tech: new Map() }
  if (row.type === 'user') deliverUser(row, snapshot, deliveries)
  if (row.type === 'user' || row.type === 'assignments') return deliveries

  const befores = new Map(affected.map((each) => [keyOf(each.row), each]))
  const self = snapshot.get(row.type, row.entity_id)
  const afters = self ? [self, ...dependents(self, snapshot)] : []
  const all = new Map([...affected.map((each) => each.row), ...afters].map((each) => [keyOf(each), each]))
  for (const [key, each] of all) {
    const isSelf = each.type === row.type && each.id === row.entity_id
    const texts = isSelf ? changeTexts(row, each.type) : arrivalTexts(row, each)
    const before = isSelf
      ? ownBefore(row, befores.get(key))
      : (befores.get(key)?.before ?? without(row, each, snapshot))
    deliver(texts, before, visibilityIn(snapshot, snapshot.get(each.type, each.id)), deliveries)
  }
  return deliveries
}

const keyOf = (row: { type: EntityType; id: string }) => `${row.type} ${row.id}`

/** Of a ticket the writer's transaction said who saw it before; of others the snapshot did, if it held them. */
function ownBefore(row: ChangeRow, affected: Affected | undefined): Visibility {
  if (row.type !== 'ticket') return affected?.before ?? notVisible
  return { pool: row.pool_before ?? false, viewerIds: row.viewer_ids_before ?? [] }
}

/** Who saw a row before a ticket came to lead to it, such as the site that the ticket has moved to. */
function without(change: ChangeRow, row: SnapshotRow, snapshot: Snapshot): Visibility {
  const ticket = change.type === 'ticket' ? snapshot.get('ticket', change.entity_id) : undefined
  if (!ticket) return visibilityIn(snapshot, row)
  snapshot.delete('ticket', ticket.id)
  const before = visibilityIn(snapshot, row)
  snapshot.set(ticket)
  return before
}

interface Texts {
  /** Sent to everyone who sees it now; undefined where nothing about the row itself changed. */
  change: string | undefined
  arrival: string
  gone: string
}

function changeTexts(row: ChangeRow, type: EntityType): Texts {
  const change = envelopeText(row)
  return { change, arrival: change, gone: goneText(row, type, row.entity_id, row.version) }
}

function arrivalTexts(cause: ChangeRow, { type, id, version, data }: SnapshotRow): Texts {
  return {
    change: undefined,
    arrival: arrivalText(cause, type, id, version, data),
    gone: goneText(cause, type, id, version),
  }
}

function deliver({ change, arrival, gone }: Texts, before: Visibility, after: Visibility, to: Deliveries): void {
  if (after.pool) {
    if (change !== undefined || !before.pool) to.pool.push(change ?? arrival)
    return
  }
  if (before.pool) to.pool.push(gone)
  for (const technicianId of after.viewerIds) {
    // Gone from the pool, and in the same change there again for those who see it by themselves.
    const isNew = before.pool || !before.viewerIds.includes(technicianId)
    if (change !== undefined || isNew) toTech(to, technicianId, change ?? arrival)
  }
  for (const technicianId of before.viewerIds) {
    if (!sees(after, technicianId)) toTech(to, technicianId, gone)
  }
}

function toTech(deliveries: Deliveries, technicianId: string, text: string): void {
  const texts = deliveries.tech.get(technicianId)
  if (texts) texts.push(text)
  else deliveries.tech.set(technicianId, [text])
}

/** Technicians know the names of others, and all of themselves. One's own row has its own feed, so nothing overtakes it. */
function deliverUser(row: ChangeRow, snapshot: Snapshot, deliveries: Deliveries): void {
  const gone = goneText(row, 'user', row.entity_id, row.version)
  const named = userNameText(row)
  for (const technician of snapshot.rows('technician')) {
    if (row.action === 'delete') toTech(deliveries, technician.id, gone)
    else toTech(deliveries, technician.id, technician.userId === row.entity_id ? envelopeText(row) : named)
  }
}
