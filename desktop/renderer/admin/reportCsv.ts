import Papa from 'papaparse'
import { type ImportedRow } from '../../../api/contract/imports.ts'

/** The report of an import as a file: one line for each row of the imported one, in its order. */
export function reportCsv(rows: readonly ImportedRow[]): string {
  const table = rows
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, outcome, externalRef = '', title = '', reason = '' }) => [line, outcome, externalRef, title, reason])
  // What others wrote may look like a formula to a spreadsheet: an apostrophe before it makes it text.
  return `\uFEFF${Papa.unparse([['line', 'outcome', 'externalRef', 'title', 'reason'], ...table], { escapeFormulae: /^[=+\-@\t\r]/ })}\r\n`
}
