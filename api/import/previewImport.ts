import { type ImportPreview } from '../contract/imports.ts'
import { type Database } from '../db/Database.ts'
import { columnNames } from './csvColumns.ts'
import { csvRows, type CsvRow } from './csvRows.ts'
import { type BroughtRow, type ImportFormat } from './ImportedTicket.ts'
import { openRows, type ReadRow } from './openRows.ts'

/** As many as one looks at before one decides; the report after the import names all. */
const shownRows = 50
const shownRefused = 500

export interface PreviewOptions {
  db: Database
  format: ImportFormat
  name: string
  pieces: AsyncIterable<string>
}

/**
 * Reads a whole file and says what it would bring, piece by piece and without keeping it.
 * @throws {UnreadableFile} where it is not of that format.
 */
export async function previewImport(options: PreviewOptions): Promise<ImportPreview> {
  const { db, format, name, pieces } = options
  const header: string[] = []
  const used = new Set<string>()
  const watched: ImportFormat = {
    ...format,
    toRow: (read, now) =>
      format.toRow((column) => {
        used.add(column)
        return read(column)
      }, now),
  }
  const read = await openRows(rememberHeader(csvRows(pieces), header), watched, db.now)
  const shown: Extract<ReadRow<BroughtRow>, { row: unknown }>[] = []
  const refusedRows: ImportPreview['refusedRows'] = []
  const refs: string[] = []
  let refused = 0
  for await (const each of read) {
    if ('refused' in each) {
      refused++
      if (refusedRows.length < shownRefused) refusedRows.push({ line: each.line, reason: each.refused })
      continue
    }
    refs.push(each.row.externalRef)
    if (shown.length < shownRows) shown.push(each)
  }
  const known = await db.service((service) => format.known(service, refs))
  return {
    format: format.name,
    name,
    columns: columnNames(header).map((column) => ({ name: column, used: used.has(column) })),
    read: refs.length + refused,
    known: refs.filter((ref) => known.has(ref)).length,
    refused,
    rows: shown.map(({ line, row }) => ({
      line,
      externalRef: row.externalRef,
      title: row.title,
      ...format.show(row),
      known: known.has(row.externalRef),
    })),
    refusedRows,
  }
}

async function* rememberHeader(rows: AsyncGenerator<CsvRow>, header: string[]): AsyncGenerator<CsvRow> {
  let isFirst = true
  for await (const row of rows) {
    if (isFirst) header.push(...row.fields)
    isFirst = false
    yield row
  }
}
