import { systemPrincipal } from '../../contract/principal.ts'
import { type Ticket } from '../../contract/ticket.ts'
import { type Database } from '../../db/Database.ts'
import { listRows } from '../../queries/listRows.ts'
import { importBatch } from '../importBatch.ts'
import { importRows } from '../importRows.ts'
import { type ImportSummary } from '../ImportSummary.ts'
import { type ReadRow } from '../openRows.ts'

export interface Brought extends ImportSummary {
  /** The refused rows. */
  lines: string[]
}

export async function* all(tickets: readonly ReadRow[]): AsyncGenerator<ReadRow> {
  yield* tickets
}

/** Imports them without anything around it. */
export async function bringTickets(db: Database, tickets: AsyncIterable<ReadRow>): Promise<Brought> {
  const lines: string[] = []
  const summary = await importRows({
    bring: (rows) => importBatch(db, 'nyc-311', rows),
    rows: tickets,
    onRefused: (line, reason) => void lines.push(`${line} ${reason}`),
    onProgress: () => {},
    pace: async () => {},
    signal: new AbortController().signal,
  })
  return { ...summary, lines }
}

/** The ticket that a request became, as staff see it. */
export async function findTicket(db: Database, externalRef: string): Promise<Ticket> {
  const page = await listRows(db, systemPrincipal('Test'), {
    collection: 'tickets',
    query: new URLSearchParams({ externalRef }),
  })
  const [ticket] = page.items as Ticket[]
  if (!ticket) throw new Error(`no ticket ${externalRef}`)
  return ticket
}
