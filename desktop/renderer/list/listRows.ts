import { searchTexts, wordsOf } from './searchTexts.ts'
import { type FilterField } from './ListFilters.ts'
import { type GridColumn } from './listColumns.ts'
import { compareKeys, type ListSort, type SortKey } from './listSort.ts'
import { plain } from './plain.ts'

/** A row that a list can show: what the replica holds, as it is, or anything with the same head. */
export interface ListRow {
  readonly id: string
  /** 0 while the server does not know it. */
  readonly version: number
  /** Commands that wait to be sent. */
  readonly pending: readonly string[]
}

/** A column of a ListView. What a cell shows is its slot, or `text`. */
export interface ListColumn<Row> extends GridColumn {
  /** What it sorts by; undefined comes last. */
  value: (row: Row) => SortKey | undefined
  /** What the cell says, and what is searched; without it the column is not searched. */
  text?: (row: Row) => string
}

/** A field to filter by: the values a row has of it, by id or word. */
export interface ListFilter<Row> extends Pick<FilterField, 'id' | 'label' | 'labelOf' | 'glyph'> {
  valuesOf: (row: Row) => readonly string[]
  /** A closed list's own order; others go by label. */
  order?: readonly string[]
}

/** A tab over a list: a rule, and the order in which it is read. */
export interface SavedView<Row> {
  id: string
  label: string
  /** Says what would be here. */
  empty: string
  holds: (row: Row) => boolean
  sort: ListSort
  /** Columns that say the same in every row of it. */
  hides?: readonly string[]
}

export type Chosen = Readonly<Record<string, readonly string[]>>

export function filterRows<Row>(
  rows: readonly Row[],
  filters: readonly ListFilter<Row>[],
  chosen: Chosen,
): readonly Row[] {
  let left = rows
  for (const { id, valuesOf } of filters) {
    const wanted = new Set(chosen[id])
    if (wanted.size > 0) left = left.filter((row) => valuesOf(row).some((value) => wanted.has(value)))
  }
  return left
}

/** A total order: of equals by id, so that rows never swap places by chance. */
export function sortRows<Row extends ListRow>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { column, descending }: ListSort,
): Row[] {
  const value = columns.find(({ id }) => id === column)?.value
  const sign = descending ? -1 : 1
  const keyed = rows.map((row) => ({ row, key: keyOf(value?.(row)) }))
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined) {
      if (a.key !== b.key) return a.key === undefined ? 1 : -1
    } else {
      const order = sign * compareKeys(a.key, b.key)
      if (order !== 0) return order
    }
    return compareKeys(a.row.id, b.row.id)
  })
  return keyed.map(({ row }) => row)
}

function keyOf(value: SortKey | undefined): SortKey | undefined {
  return typeof value === 'string' ? plain(value) : value
}

/** Keeps the rows' order. */
export function searchRows<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  search: string,
): readonly Row[] {
  if (wordsOf(search).length === 0) return rows
  const texts = rows.map((row) => ({ row, text: textOf(row, columns) }))
  return searchTexts(texts, search).map(({ row }) => row)
}

/** What is searched in. */
export function textOf<Row>(row: Row, columns: readonly ListColumn<Row>[]): string {
  return plain(columns.flatMap(({ text }) => text?.(row) ?? []).join('\n'))
}

/** How many rows have each value: what a filter's menu shows. */
export function countFilterValues<Row>(rows: Iterable<Row>, { valuesOf }: ListFilter<Row>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) for (const value of valuesOf(row)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
