import { lockAnyTicket } from '../commands/lockTicket.ts'
import { saveTicket } from '../commands/saveTicket.ts'
import { ticketColumns, toTicket, type TicketRow } from '../db/rows/ticketRow.ts'
import { type Transaction } from '../db/write.ts'
import { changesHere } from './changesHere.ts'
import { type ImportedTicket } from './ImportedTicket.ts'
import { differs, mergeTicket } from './mergeTicket.ts'

/**
 * Brings tickets that are known already up to date with their source. Most of a second run is the same as before, so only
 * those that differ are locked, in the order of their ids as every writer of several tickets must.
 * @returns the external references of those that were changed
 */
export async function updateTickets(
  tx: Transaction,
  source: string,
  tickets: readonly ImportedTicket[],
): Promise<ReadonlySet<string>> {
  if (tickets.length === 0) return new Set()
  const rows = await tx.query<TicketRow>(
    `select ${ticketColumns} from tickets where source = $1 and external_ref = any($2) and deleted_at is null order by id`,
    [source, tickets.map((ticket) => ticket.externalRef)],
  )
  const byRef = new Map(tickets.map((ticket) => [ticket.externalRef, ticket]))
  const candidates = rows.flatMap((row) => {
    const imported = byRef.get(row.external_ref ?? '')
    return imported && differs(toTicket(row, []), imported) ? [{ id: row.id, imported }] : []
  })
  const updated = new Set<string>()
  for (const { id, imported } of candidates) {
    const locked = await lockAnyTicket(tx, id)
    if (!locked) continue
    const next = mergeTicket(locked.ticket, imported, await changesHere(tx, locked.ticket))
    const action = next.status === locked.ticket.status ? 'update' : 'status'
    const written = await saveTicket(tx, locked, next, action)
    if (written.version !== locked.ticket.version) updated.add(imported.externalRef)
  }
  return updated
}
