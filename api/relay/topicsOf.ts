import { topics } from '../contract/topics.ts'
import { type ChangeRow } from './ChangeRow.ts'
import { type SnapshotRow } from './Snapshot.ts'

/** The one topic a change goes to, whether it is kept there, and whether what is kept ends with it. */
export interface Target {
  topic: string
  retain: boolean
  /** After the message the retained one is cleared: the row has ended or is deleted. */
  clear: boolean
}

export function targetOf(row: ChangeRow, kept: SnapshotRow | undefined): Target {
  const id = row.entity_id
  const untilDeleted = (topic: string): Target => ({ topic, retain: true, clear: row.action === 'delete' })
  switch (row.type) {
    case 'ticket':
      return {
        topic: topics.ticket(id),
        retain: true,
        clear: row.action === 'delete' || kept?.leftAt !== undefined,
      }
    case 'site':
      return untilDeleted(topics.site(id))
    case 'technician':
      return untilDeleted(topics.technician(id))
    case 'user':
      return untilDeleted(topics.user(id))
    case 'inventory':
      return untilDeleted(topics.inventory(id))
    case 'assignments':
      return { topic: topics.assignments(id), retain: true, clear: false }
    case 'shipment':
      return {
        topic: topics.shipment(id),
        retain: true,
        clear: row.action === 'delete' || kept?.leftAt !== undefined,
      }
    case 'comment':
      return { topic: topics.comments(row.ticket_id ?? ''), retain: false, clear: false }
    case 'time_entry':
      return { topic: topics.timeEntries(row.ticket_id ?? ''), retain: false, clear: false }
    case 'attachment':
      return { topic: topics.attachments(row.ticket_id ?? ''), retain: false, clear: false }
  }
}
