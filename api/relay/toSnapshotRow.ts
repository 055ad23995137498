import { type EntityType } from '../contract/change.ts'
import { type Technician } from '../contract/technician.ts'
import { type Ticket } from '../contract/ticket.ts'
import { type User } from '../contract/user.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { envelopeText } from './envelopes.ts'
import { type SnapshotRow } from './Snapshot.ts'

/** The row that a change leaves in the snapshot. Its `data` was written by us, so it is what its type says. */
export function toSnapshotRow(row: ChangeRow & { type: EntityType }): SnapshotRow {
  const kept: SnapshotRow = { type: row.type, id: row.entity_id, version: row.version, data: row.data }
  if (row.type === 'ticket') {
    const ticket = JSON.parse(row.data) as Ticket
    kept.ticket = {
      siteId: ticket.siteId,
      pool: row.pool ?? false,
      viewerIds: row.viewer_ids ?? [],
      endedAt: ticket.completedAt ?? ticket.closedAt ?? ticket.cancelledAt,
      leftAt: ticket.closedAt ?? ticket.cancelledAt,
    }
  }
  if (row.type === 'technician') kept.userId = (JSON.parse(row.data) as Technician).userId
  return kept
}

/** What a technician is told of a change to another user: their name, and nothing that only the rest of the row shows. */
export function userNameText(row: ChangeRow): string {
  const { id, version, name } = JSON.parse(row.data) as User
  const changed = row.changed.filter((field) => field === 'name')
  return envelopeText({ ...row, changed, data: JSON.stringify({ id, version, name }) })
}
