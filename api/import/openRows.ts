import { csvColumns } from './csvColumns.ts'
import { type CsvRow } from './csvRows.ts'
import { type BroughtRow, type ImportedTicket, type ImportFormat } from './ImportedTicket.ts'
import { RowRefused } from './RowRefused.ts'
import { UnreadableFile } from './UnreadableFile.ts'

/** What one row of a file is: something to bring, or the reason why it is nothing. */
export type ReadRow<Row = ImportedTicket> = { line: number; row: Row } | { line: number; refused: string }

/**
 * Reads the first line of a file, which names its columns, and gives what is below it.
 * @throws {UnreadableFile} where the file is not of that format.
 */
export async function openRows<Row extends BroughtRow>(
  rows: AsyncGenerator<CsvRow>,
  format: ImportFormat<Row>,
  now: () => Date,
): Promise<AsyncGenerator<ReadRow<Row>>> {
  const header = await rows.next()
  if (header.done) throw new UnreadableFile('it is empty.')
  const columns = csvColumns(header.value.fields, format)

  function read({ line, fields, problem }: CsvRow): ReadRow<Row> {
    try {
      if (problem !== undefined) throw new RowRefused(problem)
      if (fields.length !== columns.count) {
        throw new RowRefused(`it has ${fields.length} fields, the first line ${columns.count}`)
      }
      return { line, row: format.toRow(columns.reader(fields), now()) }
    } catch (error) {
      if (error instanceof RowRefused) return { line, refused: error.message }
      throw error
    }
  }
  async function* readAll(): AsyncGenerator<ReadRow<Row>> {
    for await (const row of rows) yield read(row)
  }
  return readAll()
}
