import { isId } from '../contract/ids.ts'
import { notFound } from '../contract/errors.ts'
import { type Ticket } from '../contract/ticket.ts'
import { isStaff } from '../contract/user.ts'
import { ticketColumns, toTickets, visibilityOf, type TicketRow } from '../db/rows/ticketRow.ts'
import { type Visibility } from '../db/outbox.ts'
import { type Transaction } from '../db/write.ts'

/** A ticket whose row is locked until the transaction ends. */
export interface LockedTicket {
  ticket: Ticket
  visibility: Visibility
}

/** True where the person who asks may see the ticket at this moment; PostgreSQL's policies decide. */
export async function seesTicket(tx: Transaction, id: string): Promise<boolean> {
  if (!isId(id)) return false
  return tx.asReader(async () => (await tx.query('select 1 from tickets where id = $1', [id])).length > 0)
}

/**
 * Locks a ticket and looks at it as the person who asks. Visibility is checked under the lock: nothing can change it
 * between the look and the write.
 * @throws {Refused} not_found, where it does not exist or may not be seen.
 */
export async function lockTicket(tx: Transaction, id = ''): Promise<LockedTicket> {
  const locked = await lockAnyTicket(tx, id)
  if (!locked || (!isStaff(tx.principal.role) && !(await seesTicket(tx, id)))) throw notFound('ticket')
  return locked
}

/** The same without asking who may see it; for claims, which have their own answer when another was quicker. */
export async function lockAnyTicket(tx: Transaction, id: string): Promise<LockedTicket | undefined> {
  if (!isId(id)) return undefined
  const rows = await tx.query<TicketRow>(
    `select ${ticketColumns} from tickets where id = $1 and deleted_at is null for update`,
    [id],
  )
  const [ticket] = await toTickets(tx, rows)
  const [row] = rows
  return ticket && row && { ticket, visibility: visibilityOf(row) }
}
