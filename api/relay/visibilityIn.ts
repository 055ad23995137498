import { notVisible, type Visibility } from '../db/outbox.ts'
import { type Snapshot, type SnapshotRow } from './Snapshot.ts'

/**
 * Which technicians see a row, from where it stands in the snapshot: a ticket as its own columns say, everything else through
 * what it belongs to. It is the same rule as the policies of the migrations, and a test drives both side by side.
 */
export function visibilityIn(snapshot: Snapshot, row: SnapshotRow | undefined): Visibility {
  switch (row?.type) {
    case undefined:
    case 'user':
      return notVisible
    case 'ticket':
      return row.visibility ?? notVisible
    case 'site':
      return union([...snapshot.atSite(row.id)].filter((each) => each.type === 'ticket'))
    case 'technician':
      return { pool: false, viewerIds: [row.id] }
    case 'comment':
    case 'time_entry':
    case 'attachment':
    case 'shipment':
      return row.ticketId === undefined ? notVisible : visibilityIn(snapshot, snapshot.get('ticket', row.ticketId))
    case 'inventory':
      if (row.technicianId !== undefined) return { pool: false, viewerIds: [row.technicianId] }
      return row.siteId === undefined ? notVisible : visibilityIn(snapshot, snapshot.get('site', row.siteId))
  }
}

function union(tickets: readonly SnapshotRow[]): Visibility {
  const all = tickets.flatMap((ticket) => (ticket.visibility ? [ticket.visibility] : []))
  return {
    pool: all.some((each) => each.pool),
    viewerIds: [...new Set(all.flatMap((each) => each.viewerIds))],
  }
}

export function sees({ pool, viewerIds }: Visibility, technicianId: string): boolean {
  return pool || viewerIds.includes(technicianId)
}
