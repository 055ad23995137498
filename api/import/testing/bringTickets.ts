import { systemPrincipal } from '../../contract/principal.ts'
import { type Ticket } from '../../contract/ticket.ts'
import { type Database } from '../../db/Database.ts'
import { listRows } from '../../queries/listRows.ts'
import { importTickets } from '../importTickets.ts'
import { type ImportSummary } from '../ImportSummary.ts'
import { type ReadTicket } from '../openTickets.ts'

export interface Brought extends ImportSummary {
  /** The refused rows. */
  lines: string[]
}

export async function* all(tickets: readonly ReadTicket[]): AsyncGenerator<ReadTicket> {
  yield* tickets
}

/** Imports them without anything around it. */
export async function bringTickets(db: Database, tickets: AsyncIterable<ReadTicket>): Promise<Brought> {
  const lines: string[] = []
  const summary = await importTickets({
    db,
    source: 'nyc-311',
    tickets,
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
