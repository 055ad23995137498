import Papa from 'papaparse'

const options = {
  newline: '\r\n',
  header: false,
  // A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). Papaparse's own
  // expression does not find those that go over several lines.
  escapeFormulae: /^[=+\-@\t\r]/,
}

/** One row of CSV (RFC 4180) with its line end. A number keeps its minus: it is no text that could be a formula. */
export function csvLine(cells: readonly (string | number | boolean)[]): string {
  return `${Papa.unparse([[...cells]], options)}\r\n`
}

/** What a field holds, in one cell. Lists are separated by semicolons; of things in a list their name and quantity are said. */
export function csvCell(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map((each: unknown) => cellOfListed(each)).join('; ')
  return JSON.stringify(value)
}

function cellOfListed(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value && 'quantity' in value) {
    return `${String(value.quantity)} x ${String(value.name)}`
  }
  return String(csvCell(value))
}
