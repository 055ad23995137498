import { type BatchResult, type RowOutcome } from './importBatch.ts'
import { type BroughtRow } from './ImportedTicket.ts'
import { nothingYet, type ImportSummary } from './ImportSummary.ts'
import { type ReadRow } from './openRows.ts'

/** Rows of one transaction: enough to be quick, few enough that nobody waits long for its locks. */
const batchSize = 250

export interface ImportOptions<Row extends BroughtRow> {
  /** Brings one batch in, all of it or nothing; each external reference is there once. */
  bring: (rows: readonly Row[]) => Promise<BatchResult>
  rows: AsyncIterable<ReadRow<Row>>
  onRefused: (line: number, reason: string) => void
  /** What became of a row that was not refused, once its batch is committed. */
  onBrought?: (line: number, row: Row, outcome: RowOutcome) => void
  /** Called after each batch. */
  onProgress: (summary: ImportSummary) => void
  /** Asked before each batch; resolves when there is room for one more. */
  pace: () => Promise<void>
  /** Once it is aborted no further batch begins; those that are done stay. */
  signal: AbortSignal
}

/** Imports what a file holds, batch by batch. Running it again changes nothing but what the source has changed. */
export async function importRows<Row extends BroughtRow>(options: ImportOptions<Row>): Promise<ImportSummary> {
  const { bring, onRefused, onBrought, onProgress, pace, signal } = options
  const summary = { ...nothingYet }
  let batch = new Map<string, { line: number; row: Row }>()
  const flush = async (): Promise<void> => {
    await pace()
    if (batch.size === 0 || signal.aborted) return
    const rows = [...batch.values()]
    const result = await bring(rows.map(({ row }) => row))
    batch = new Map()
    for (const { line, row } of rows) {
      const refused = result.refused?.get(row.externalRef)
      const outcome = result.outcomes.get(row.externalRef) ?? 'unchanged'
      summary[refused === undefined ? outcome : 'refused']++
      if (refused === undefined) onBrought?.(line, row, outcome)
      else onRefused(line, refused)
    }
    summary.sitesCreated += result.sitesCreated
    onProgress({ ...summary })
  }
  for await (const each of options.rows) {
    summary.read++
    if ('refused' in each) {
      summary.refused++
      onRefused(each.line, each.refused)
      continue
    }
    // What is there twice is compared with what its first row made of it.
    if (batch.has(each.row.externalRef)) await flush()
    batch.set(each.row.externalRef, each)
    if (batch.size >= batchSize) await flush()
    if (signal.aborted) break
  }
  await flush()
  return summary
}
