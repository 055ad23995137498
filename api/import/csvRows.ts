import Papa, { type ParseResult } from 'papaparse'
import { UnreadableFile } from './UnreadableFile.ts'

/** One row of a CSV file as it stands in the file. */
export interface CsvRow {
  /** Where it begins, counted from 1; a row may go over several lines. */
  line: number
  fields: string[]
  /** What is wrong with its quotes, if anything. */
  problem?: string
}

/** The longest of a year of real rows is under 3 KB; what is longer than this is a quote that was never closed. */
const maxRowLength = 1024 * 1024

const problems: Record<string, string> = {
  MissingQuotes: 'a quoted field that begins here is never closed',
  InvalidQuotes: 'a quote inside a quoted field is not doubled',
}

/**
 * Reads comma separated values (RFC 4180) piece by piece: never more than one piece and one row are in memory. Blank lines
 * are passed over. Lines may end in LF or CRLF, also mixed: the parser takes a CR before an LF for a space.
 * @throws {UnreadableFile} where a row is longer than any row can be.
 */
export async function* csvRows(pieces: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  // The streaming interface gives no line numbers and hides errors from async iteration; the parser below it gives both.
  const parser = new Papa.Parser({ delimiter: ',', newline: '\n' })
  let rest = ''
  let line = 1
  function* take(isLast: boolean): Generator<CsvRow> {
    const { data, errors, meta }: ParseResult<string[]> = parser.parse(rest, 0, !isLast)
    for (const [index, fields] of data.entries()) {
      const found = errors.find((error) => error.row === index)
      const row: CsvRow = { line, fields, ...(found ? { problem: problems[found.code] ?? found.message } : {}) }
      line += 1 + fields.reduce((count, field) => count + field.split('\n').length - 1, 0)
      if (fields.length > 1 || fields[0]?.trim() !== '') yield row
    }
    rest = isLast ? '' : rest.slice(meta.cursor)
  }
  for await (const piece of pieces) {
    rest += line === 1 && rest === '' ? piece.replace(/^\uFEFF/, '') : piece
    yield* take(false)
    if (rest.length > maxRowLength) throw new UnreadableFile(`line ${line}: ${problems['MissingQuotes']}.`)
  }
  if (rest !== '') yield* take(true)
}
