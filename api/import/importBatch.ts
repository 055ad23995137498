import { type Database, type Queryable } from '../db/Database.ts'
import { write } from '../db/write.ts'
import { importPrincipal } from './importPrincipal.ts'
import { type ImportedTicket } from './ImportedTicket.ts'
import { insertTickets } from './insertTickets.ts'
import { saveSites } from './saveSites.ts'
import { takeTurn } from './takeTurn.ts'
import { updateTickets } from './updateTickets.ts'

export type RowOutcome = 'created' | 'updated' | 'unchanged'

export interface BatchResult {
  /** What became of each, by its external reference. */
  outcomes: ReadonlyMap<string, RowOutcome>
  /** Those that could not be brought, with the reason; they have no outcome. */
  refused?: ReadonlyMap<string, string>
  sitesCreated: number
}

/** Brings one batch in, all of it or nothing; each external reference is there once. */
export async function importBatch(
  db: Database,
  source: string,
  tickets: readonly ImportedTicket[],
): Promise<BatchResult> {
  const outcome = await write(
    { db, principal: importPrincipal },
    () => ({ status: 200 }),
    async (tx) => {
      await takeTurn(tx)
      const refs = tickets.map((ticket) => ticket.externalRef)
      const known = await knownRefs(tx, source, refs)
      const fresh = tickets.filter((ticket) => !known.has(ticket.externalRef))
      const sites = await saveSites(tx, source, fresh)
      await insertTickets(tx, source, fresh, sites.ids)
      const updated = await updateTickets(
        tx,
        source,
        tickets.filter((ticket) => known.has(ticket.externalRef)),
      )
      const outcomeOf = ({ externalRef }: ImportedTicket): RowOutcome => {
        if (!known.has(externalRef)) return 'created'
        return updated.has(externalRef) ? 'updated' : 'unchanged'
      }
      const outcomes = new Map(tickets.map((ticket) => [ticket.externalRef, outcomeOf(ticket)]))
      return { outcomes, sitesCreated: sites.created }
    },
  )
  if (outcome.kept) throw new Error('an import has no idempotency key')
  return outcome.value
}

/** Also those that were deleted here: what people took away does not come back by itself. */
export async function knownRefs(db: Queryable, source: string, refs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ external_ref: string }>(
    'select external_ref from tickets where source = $1 and external_ref = any($2)',
    [source, refs],
  )
  return new Set(rows.map((row) => row.external_ref))
}
