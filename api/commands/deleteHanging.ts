import { type EntityType } from '../contract/change.ts'
import { type Ticket } from '../contract/ticket.ts'
import { type Transaction } from '../db/write.ts'
import { type LockedTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Written } from './Written.ts'

export interface HangingKind {
  type: EntityType
  table: 'comments' | 'time_entries' | 'attachments'
  count: keyof Ticket['counts']
}

/** Deletes a row that hangs on a ticket; both are locked. History keeps what it said. */
export async function deleteHanging(
  tx: Transaction,
  locked: LockedTicket,
  { type, table, count }: HangingKind,
  entity: { id: string; version: number },
): Promise<Written> {
  const { ticket } = locked
  await tx.query(`delete from ${table} where id = $1`, [entity.id])
  const version = entity.version + 1
  tx.announce({
    type,
    action: 'delete',
    id: entity.id,
    ticketId: ticket.id,
    version,
    changed: [],
    data: { ...entity, version },
    before: {},
  })
  const counts = { ...ticket.counts, [count]: ticket.counts[count] - 1 }
  await saveTicket(tx, locked, { ...ticket, counts }, 'update')
  return { status: 204, type, id: entity.id, version }
}
