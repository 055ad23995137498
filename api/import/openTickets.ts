import { csvColumns } from './csvColumns.ts'
import { type CsvRow } from './csvRows.ts'
import { type ImportedTicket, type ImportFormat } from './ImportedTicket.ts'
import { RowRefused } from './RowRefused.ts'
import { UnreadableFile } from './UnreadableFile.ts'

/** What one row of a file is: a ticket, or the reason why it is none. */
export type ReadTicket = { line: number; ticket: ImportedTicket } | { line: number; refused: string }

/**
 * Reads the first line of a file, which names its columns, and gives the tickets below it.
 * @throws {UnreadableFile} where the file is not of that format.
 */
export async function openTickets(
  rows: AsyncGenerator<CsvRow>,
  format: ImportFormat,
  now: () => Date,
): Promise<AsyncGenerator<ReadTicket>> {
  const header = await rows.next()
  if (header.done) throw new UnreadableFile('it is empty.')
  const columns = csvColumns(header.value.fields, format)

  function read({ line, fields, problem }: CsvRow): ReadTicket {
    try {
      if (problem !== undefined) throw new RowRefused(problem)
      if (fields.length !== columns.count) {
        throw new RowRefused(`it has ${fields.length} fields, the first line ${columns.count}`)
      }
      return { line, ticket: format.toTicket(columns.reader(fields), now()) }
    } catch (error) {
      if (error instanceof RowRefused) return { line, refused: error.message }
      throw error
    }
  }
  async function* readAll(): AsyncGenerator<ReadTicket> {
    for await (const row of rows) yield read(row)
  }
  return readAll()
}
