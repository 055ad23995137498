import { parseListQuery } from '../list/listQuery.ts'
import { wordsOf } from '../list/searchTexts.ts'
import { type KeptView } from '../list/keptViews.ts'
import { filterFields, filterTest, noFilter } from './ticketFilter.ts'
import { parseSort } from './ticketOrder.ts'
import { type TicketView } from './ticketViews.ts'

/** A view that a person made, as a rule like the others: its tab counts as theirs do. Undefined where what it narrows is not there. */
export function keptTicketView(kept: KeptView, views: readonly TicketView[]): TicketView | undefined {
  const base = views.find(({ id }) => id === kept.base)
  if (!base) return undefined
  const { search, filter } = parseListQuery(kept.query, filterFields, noFilter)
  const test = filterTest(filter)
  const words = wordsOf(search)
  return {
    id: kept.id,
    label: kept.label,
    key: '',
    empty: `What of “${base.label}” has the words and values of this view shows here.`,
    holds: (row, viewing) =>
      base.holds(row, viewing) && (test?.(row) ?? true) && words.every((word) => row.text.includes(word)),
    sort: parseSort(kept.sort) ?? base.sort,
    ...(base.hides && { hides: base.hides }),
  }
}
