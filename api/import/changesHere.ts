import { type Ticket } from '../contract/ticket.ts'
import { type Transaction } from '../db/write.ts'
import { importPrincipal } from './importPrincipal.ts'
import { sourceTexts, type ChangesHere } from './mergeTicket.ts'

/**
 * What was changed here since a ticket was imported, from the change log. That is pruned after 30 days; where it does not
 * account for every version, nobody can say what people did, so everything counts as theirs. The creation itself needs no
 * accounting for: a ticket that was never changed stays known as such.
 */
export async function changesHere(tx: Transaction, ticket: Ticket): Promise<ChangesHere> {
  const rows = await tx.query<{ changed: string[]; imported: boolean }>(
    `select changed, by_id is null and by_name = $2 as imported from changes
     where entity_id = $1 and type = 'ticket' and version > 1`,
    [ticket.id, importPrincipal.name],
  )
  if (rows.length !== ticket.version - 1) return { touched: true, fields: new Set(sourceTexts) }
  const theirs = rows.filter((row) => !row.imported)
  return { touched: theirs.length > 0, fields: new Set(theirs.flatMap((row) => row.changed)) }
}
