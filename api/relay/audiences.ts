import { notVisible, type Visibility } from '../db/outbox.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { arrivalText, envelopeText, goneText } from './envelopes.ts'
import { type Snapshot, type SnapshotRow } from './Snapshot.ts'
import { userNameText } from './toSnapshotRow.ts'

/** Where one change goes besides its own topic. Each entry is an envelope as text. */
export interface Deliveries {
  pool: string[]
  tech: Map<string, string[]>
}

/** Who sees a ticket: its policy's columns, as the writer's transaction stored them (migrations/0006). */
function sees(visibility: Visibility, technicianId: string): boolean {
  return visibility.pool || visibility.viewerIds.includes(technicianId)
}

/**
 * What technicians are told of one change. Rule V1: an envelope goes to exactly those who may see the row after the change,
 * and `gone` to exactly those who could see it before it and no longer can.
 *
 * The pool's feed is every technician's: it carries unassigned tickets, and the sites that are seen through them. What one
 * technician alone sees goes to their own feed. Where both speak of one row in one change, the row wins over `gone`.
 * @param before the ticket's row as the snapshot held it before the change; the snapshot itself is already after it
 */
export function technicianDeliveries(row: ChangeRow, before: SnapshotRow | undefined, snapshot: Snapshot): Deliveries {
  const deliveries: Deliveries = { pool: [], tech: new Map() }
  switch (row.type) {
    case 'ticket':
      deliverTicket(row, before, snapshot, deliveries)
      break
    case 'site':
      deliverSite(row, snapshot, deliveries)
      break
    case 'technician':
      toTech(
        deliveries,
        row.entity_id,
        row.action === 'delete' ? goneText(row, row.type, row.entity_id, row.version) : envelopeText(row),
      )
      break
    case 'user':
      deliverUser(row, snapshot, deliveries)
      break
    default:
      break
  }
  return deliveries
}

function toTech(deliveries: Deliveries, technicianId: string, text: string): void {
  const texts = deliveries.tech.get(technicianId)
  if (texts) texts.push(text)
  else deliveries.tech.set(technicianId, [text])
}

function deliverTicket(
  row: ChangeRow,
  before: SnapshotRow | undefined,
  snapshot: Snapshot,
  deliveries: Deliveries,
): void {
  const was: Visibility = { pool: row.pool_before ?? false, viewerIds: row.viewer_ids_before ?? [] }
  const is: Visibility = { pool: row.pool ?? false, viewerIds: row.viewer_ids ?? [] }
  const gone = goneText(row, 'ticket', row.entity_id, row.version)
  if (is.pool) deliveries.pool.push(envelopeText(row))
  else if (was.pool) deliveries.pool.push(gone)
  for (const technicianId of new Set([...was.viewerIds, ...is.viewerIds])) {
    if (is.viewerIds.includes(technicianId)) toTech(deliveries, technicianId, envelopeText(row))
    else if (!is.pool) toTech(deliveries, technicianId, gone)
  }
  const siteBefore = before?.ticket?.siteId
  const siteAfter = snapshot.get('ticket', row.entity_id)?.ticket?.siteId
  if (siteAfter !== undefined)
    bringSite(row, siteAfter, siteBefore === siteAfter ? was : notVisible, is, snapshot, deliveries)
  if (siteBefore !== undefined) {
    takeSite(row, siteBefore, was, siteBefore === siteAfter ? is : notVisible, snapshot, deliveries)
  }
}

/** Sends the site along to those who come to see the ticket; they may hold it already, which does no harm. */
function bringSite(
  row: ChangeRow,
  siteId: string,
  was: Visibility,
  is: Visibility,
  snapshot: Snapshot,
  deliveries: Deliveries,
): void {
  const site = snapshot.get('site', siteId)
  if (!site) return
  const arrival = arrivalText(row, 'site', siteId, site.version, site.data)
  if (is.pool) {
    if (!was.pool) deliveries.pool.push(arrival)
    return
  }
  for (const technicianId of is.viewerIds) {
    if (!sees(was, technicianId)) toTech(deliveries, technicianId, arrival)
  }
}

/** Takes the site back from those who saw it through this ticket alone. */
function takeSite(
  row: ChangeRow,
  siteId: string,
  was: Visibility,
  is: Visibility,
  snapshot: Snapshot,
  deliveries: Deliveries,
): void {
  const others = [...snapshot.ticketsAt(siteId)].flatMap((ticket) => (ticket.ticket ? [ticket.ticket] : []))
  if (others.some((ticket) => ticket.pool)) return
  const viewers = new Set(others.flatMap((ticket) => ticket.viewerIds))
  const site = snapshot.get('site', siteId)
  const gone = goneText(row, 'site', siteId, site?.version ?? 1)
  if (was.pool && !is.pool) {
    // Gone for all, and in the same change there again for those who see it through another ticket.
    deliveries.pool.push(gone)
    if (!site) return
    for (const technicianId of viewers) {
      toTech(deliveries, technicianId, arrivalText(row, 'site', siteId, site.version, site.data))
    }
    return
  }
  for (const technicianId of was.viewerIds) {
    if (!is.pool && !viewers.has(technicianId)) toTech(deliveries, technicianId, gone)
  }
}

/** A site is seen through its tickets. */
function deliverSite(row: ChangeRow, snapshot: Snapshot, deliveries: Deliveries): void {
  const tickets = [...snapshot.ticketsAt(row.entity_id)].flatMap((each) => (each.ticket ? [each.ticket] : []))
  const text = row.action === 'delete' ? goneText(row, 'site', row.entity_id, row.version) : envelopeText(row)
  if (tickets.some((ticket) => ticket.pool)) deliveries.pool.push(text)
  else
    for (const technicianId of new Set(tickets.flatMap((ticket) => ticket.viewerIds)))
      toTech(deliveries, technicianId, text)
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
