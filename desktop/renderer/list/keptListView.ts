import { type KeptView } from './keptViews.ts'
import { parseListQuery } from './listQuery.ts'
import { filterRows, textOf, type ListColumn, type ListFilter, type SavedView } from './listRows.ts'
import { parseSort } from './listSort.ts'
import { wordsOf } from './searchTexts.ts'

export interface ListParts<Row> {
  views: readonly SavedView<Row>[]
  filters: readonly ListFilter<Row>[]
  columns: readonly ListColumn<Row>[]
}

/** A view that a person made, as a rule like the others. Undefined where what it narrows is not there. */
export function keptListView<Row>(
  kept: KeptView,
  { views, filters, columns }: ListParts<Row>,
): SavedView<Row> | undefined {
  const base = views.find(({ id }) => id === kept.base)
  if (!base) return undefined
  const fields = filters.map(({ id }) => id)
  const { search, filter } = parseListQuery(kept.query, fields, {})
  const words = wordsOf(search)
  const names = columns.map(({ id }) => id)
  return {
    ...base,
    id: kept.id,
    label: kept.label,
    empty: `What of “${base.label}” has the words and values of this view shows here.`,
    holds: (row) =>
      base.holds(row) &&
      filterRows([row], filters, filter).length > 0 &&
      words.every((word) => textOf(row, columns).includes(word)),
    sort: parseSort(kept.sort, names) ?? base.sort,
  }
}
