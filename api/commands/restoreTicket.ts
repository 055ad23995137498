import { type CommandInput } from '../contract/commands.ts'
import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { notVisible } from '../db/outbox.ts'
import { ticketColumns, toTickets, visibilityOf, type TicketRow } from '../db/rows/ticketRow.ts'
import { announceHanging } from './announceHanging.ts'
import { refreshTechnicians } from './refreshTechnician.ts'
import { requireAdmin } from './rights.ts'
import { type Command } from './Written.ts'

/** Brings a deleted ticket back, for 30 days; then it is gone for good. */
export const restoreTicket: Command<CommandInput<'ticket.restore'>> = async (tx, { id }) => {
  requireAdmin(tx.principal)
  const rows = isId(id)
    ? await tx.query<TicketRow>(
        `update tickets set deleted_at = null, updated_at = $2, version = version + 1
         where id = $1 and deleted_at > $2::timestamptz - interval '30 days' returning ${ticketColumns}`,
        [id, tx.at],
      )
    : []
  const [ticket] = await toTickets(tx, rows)
  const [row] = rows
  if (!ticket || !row) throw notFound('deleted ticket')
  tx.announce({
    type: 'ticket',
    action: 'restored',
    id,
    ticketId: id,
    version: ticket.version,
    changed: [],
    data: ticket,
    before: {},
    visibility: { before: notVisible, after: visibilityOf(row) },
  })
  await announceHanging(tx, id, 'restored')
  await refreshTechnicians(tx, ticket.assigneeIds, [])
  return { status: 200, type: 'ticket', id, version: ticket.version, data: ticket }
}
