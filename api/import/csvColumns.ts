import { type ReadColumn } from './ImportedTicket.ts'
import { UnreadableFile } from './UnreadableFile.ts'

/** "Unique Key", as the city's own export writes it, and "unique_key" are one column. */
function plainName(header: string): string {
  return header
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
}

// oxlint-disable-next-line no-control-regex -- PostgreSQL refuses NUL, and no other control character belongs on a screen
const controls = /[\u0000-\u001F\u007F]+/g

/** Without control characters and on one line. */
function clean(field: string): string {
  return field.replaceAll(controls, ' ').replaceAll(/\s+/g, ' ').trim()
}

// oxlint-disable-next-line no-control-regex -- as above, but for those of which lines are made
const controlsInLines = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]+/g

function cleanLines(field: string): string {
  return field.replaceAll(controlsInLines, '')
}

/** The columns that a first line names, as formats know them. */
export function columnNames(header: readonly string[]): string[] {
  return header.map(plainName).filter((name) => name !== '')
}

interface NamedColumns {
  name: string
  requiredColumns: readonly string[]
  keepsLines?: boolean
}

export interface CsvColumns {
  count: number
  /** Gives what reads the columns of one row by their names. */
  reader(fields: readonly string[]): ReadColumn
}

/**
 * Finds the columns of a format by name, whatever their order; others are passed over.
 * @throws {UnreadableFile} where one is missing or is there twice.
 */
export function csvColumns(header: readonly string[], format: NamedColumns): CsvColumns {
  const positions = new Map<string, number>()
  for (const [position, name] of header.map(plainName).entries()) {
    if (name === '') continue
    if (positions.has(name)) throw new UnreadableFile(`the column ${name} is there twice.`)
    positions.set(name, position)
  }
  const missing = format.requiredColumns.filter((name) => !positions.has(name))
  if (missing.length > 0) {
    throw new UnreadableFile(`it is no ${format.name} file: its first line does not name ${missing.join(', ')}.`)
  }
  const tidy = format.keepsLines ? cleanLines : clean
  return {
    count: header.length,
    reader: (fields) => (column) => tidy(fields[positions.get(column) ?? -1] ?? ''),
  }
}
