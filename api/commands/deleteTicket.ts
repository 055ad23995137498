import { type CommandInput } from '../contract/commands.ts'
import { ticketColumns, toTicket, visibilityOf, type TicketRow } from '../db/rows/ticketRow.ts'
import { announceHanging } from './announceHanging.ts'
import { checkVersion } from './checkVersion.ts'
import { stopTime } from './followWithTime.ts'
import { lockTicket } from './lockTicket.ts'
import { refreshTechnicians } from './refreshTechnician.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

/**
 * Takes a ticket away; an admin may restore it for 30 days. Its assignments stay as they are and sleep: restoring it
 * brings everything back.
 */
export const deleteTicket: Command<CommandInput<'ticket.delete'>> = async (tx, { id, baseVersion }) => {
  const { ticket, visibility } = await lockTicket(tx, id)
  requireStaff(tx.principal)
  checkVersion(ticket, baseVersion)
  await stopTime(tx, id)
  await announceHanging(tx, id, 'delete')
  const [row] = await tx.query<TicketRow>(
    `update tickets set deleted_at = $2, updated_at = $2, version = version + 1 where id = $1 returning ${ticketColumns}`,
    [id, tx.at],
  )
  if (!row) throw new Error(`ticket ${id} vanished while it was locked`)
  tx.announce({
    type: 'ticket',
    action: 'delete',
    id,
    ticketId: id,
    version: row.version,
    changed: [],
    data: toTicket(row, ticket.assignments),
    before: {},
    visibility: { before: visibility, after: visibilityOf(row) },
  })
  await refreshTechnicians(tx, ticket.assigneeIds, [])
  return { status: 204, type: 'ticket', id, version: row.version }
}
