import { type ImportFormatName } from '../../../api/contract/imports.ts'

/** A column that only this list's export has, in lower case. */
const ownColumns: readonly (readonly [string, ImportFormatName])[] = [
  ['timezone', 'signalbox-sites'],
  ['skills', 'signalbox-technicians'],
  ['serialnumber', 'signalbox-inventory'],
  ['holdreason', 'signalbox-tickets'],
]

/** What kind of file this is, by the columns that its first line names; the server says what is missing where it is none. */
export function importFormatOf(text: string): ImportFormatName {
  const [line = ''] = text.replace(/^\uFEFF/, '').split('\n')
  const names = new Set(line.split(',').map((name) => name.trim().replaceAll('"', '').toLowerCase()))
  const own = names.has('version') ? ownColumns.find(([column]) => names.has(column)) : undefined
  return own?.[1] ?? 'nyc-311'
}
