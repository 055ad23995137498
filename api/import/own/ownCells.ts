import { RowRefused } from '../RowRefused.ts'
import { type ReadColumn } from '../ImportedTicket.ts'

/** Of the cells of our own exports; an empty one is nothing. */
export interface OwnCells {
  text: (column: string) => string | undefined
  number: (column: string) => number | undefined
  yes: (column: string) => boolean
  list: (column: string) => string[]
}

/** csvCells.ts puts an apostrophe before what a spreadsheet would take for a formula. */
const masked = /^'(?=[=+\-@\t\r])/

export function ownCells(read: ReadColumn): OwnCells {
  // csvColumns.ts knows columns by their plain names: "timeZone" is "timezone".
  const cell = (column: string): string => read(column.toLowerCase())
  const text = (column: string): string | undefined => {
    const value = cell(column).replace(masked, '')
    return value.trim() === '' ? undefined : value
  }
  return {
    text,
    number(column) {
      const value = cell(column).trim()
      if (value === '') return undefined
      const number = Number(value)
      if (!Number.isFinite(number)) throw new RowRefused(`${column} ${JSON.stringify(value)} is no number`)
      return number
    },
    yes: (column) => cell(column).trim().toLowerCase() === 'true',
    list: (column) =>
      (text(column) ?? '')
        .split(';')
        .map((each) => each.trim())
        .filter((each) => each !== ''),
  }
}
