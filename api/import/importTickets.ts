import { type Database } from '../db/Database.ts'
import { importBatch, type RowOutcome } from './importBatch.ts'
import { type ImportedTicket } from './ImportedTicket.ts'
import { nothingYet, type ImportSummary } from './ImportSummary.ts'
import { type ReadTicket } from './openTickets.ts'

/** Rows of one transaction: enough to be quick, few enough that nobody waits long for its locks. */
const batchSize = 250

export interface ImportOptions {
  db: Database
  /** The tickets' `source`. */
  source: string
  tickets: AsyncIterable<ReadTicket>
  onRefused: (line: number, reason: string) => void
  /** What became of a row that was not refused, once its batch is committed. */
  onBrought?: (line: number, ticket: ImportedTicket, outcome: RowOutcome) => void
  /** Called after each batch. */
  onProgress: (summary: ImportSummary) => void
  /** Asked before each batch; resolves when there is room for one more. */
  pace: () => Promise<void>
  /** Once it is aborted no further batch begins; those that are done stay. */
  signal: AbortSignal
}

/** Imports tickets and their sites, batch by batch. Running it again changes nothing but what the source has changed. */
export async function importTickets(options: ImportOptions): Promise<ImportSummary> {
  const { db, source, onRefused, onBrought, onProgress, pace, signal } = options
  const summary = { ...nothingYet }
  let batch = new Map<string, { line: number; ticket: ImportedTicket }>()
  const flush = async (): Promise<void> => {
    await pace()
    if (batch.size === 0 || signal.aborted) return
    const rows = [...batch.values()]
    const result = await importBatch(
      db,
      source,
      rows.map(({ ticket }) => ticket),
    )
    batch = new Map()
    for (const { line, ticket } of rows) {
      const outcome = result.outcomes.get(ticket.externalRef) ?? 'unchanged'
      summary[outcome]++
      onBrought?.(line, ticket, outcome)
    }
    summary.sitesCreated += result.sitesCreated
    onProgress({ ...summary })
  }
  for await (const each of options.tickets) {
    summary.read++
    if ('refused' in each) {
      summary.refused++
      onRefused(each.line, each.refused)
      continue
    }
    // A ticket that is there twice is compared with what its first row made of it.
    if (batch.has(each.ticket.externalRef)) await flush()
    batch.set(each.ticket.externalRef, each)
    if (batch.size >= batchSize) await flush()
    if (signal.aborted) break
  }
  await flush()
  return summary
}
