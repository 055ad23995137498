import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Transaction } from '../db/write.ts'

/** What hangs on a ticket, by the name people use for it. */
const tables = { comment: 'comments', 'time entry': 'time_entries', attachment: 'attachments' } as const

/**
 * A row that hangs on a ticket, locked; the ticket itself is locked and visible by now.
 * @throws {Refused} not_found, where there is none on this ticket.
 */
export async function lockHanging<Row extends object>(
  tx: Transaction,
  what: keyof typeof tables,
  columns: string,
  { ticketId, id }: { ticketId: string; id: string },
): Promise<Row> {
  const [row] = isId(id)
    ? await tx.query<Row>(`select ${columns} from ${tables[what]} where id = $1 and ticket_id = $2 for update`, [
        id,
        ticketId,
      ])
    : []
  if (!row) throw notFound(what)
  return row
}

/** @throws {Refused} forbidden, for everyone but its author. */
export function requireAuthor(tx: Transaction, authorId: string | null, what: string): void {
  if (authorId !== null && authorId === tx.principal.userId) return
  throw new Refused('forbidden', `Only its author may change this ${what}.`)
}
