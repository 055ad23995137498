import { type EntityType } from '../contract/change.ts'
import { type User } from '../contract/user.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { envelopeText } from './envelopes.ts'
import { type SnapshotRow } from './Snapshot.ts'

/** The fields of any row that say where it belongs and since when it has ended. */
interface Placed {
  siteId?: string
  ticketId?: string
  technicianId?: string
  userId?: string
  completedAt?: string
  closedAt?: string
  cancelledAt?: string
  receivedAt?: string
  returnedAt?: string
}

/** The row that a change leaves in the snapshot. Its `data` was written by us, so it is what its type says. */
export function toSnapshotRow(row: ChangeRow & { type: EntityType }): SnapshotRow {
  const kept: SnapshotRow = { type: row.type, id: row.entity_id, version: row.version, data: row.data }
  if (row.type === 'site' || row.type === 'user') return kept
  const placed = JSON.parse(row.data) as Placed
  switch (row.type) {
    case 'ticket':
      return {
        ...kept,
        visibility: { pool: row.pool ?? false, viewerIds: row.viewer_ids ?? [] },
        siteId: placed.siteId,
        endedAt: placed.completedAt ?? placed.closedAt ?? placed.cancelledAt,
        leftAt: placed.closedAt ?? placed.cancelledAt,
      }
    case 'technician':
      return { ...kept, userId: placed.userId }
    case 'inventory':
      return { ...kept, siteId: placed.siteId, technicianId: placed.technicianId }
    case 'shipment':
      return {
        ...kept,
        ticketId: placed.ticketId,
        leftAt: placed.receivedAt ?? placed.returnedAt ?? placed.cancelledAt,
      }
    default:
      return { ...kept, ticketId: placed.ticketId }
  }
}

/** What a technician is told of a change to another user: their name, and nothing that only the rest of the row shows. */
export function userNameText(row: ChangeRow): string {
  const { id, version, name } = JSON.parse(row.data) as User
  const changed = row.changed.filter((field) => field === 'name')
  return envelopeText({ ...row, changed, data: JSON.stringify({ id, version, name }) })
}
