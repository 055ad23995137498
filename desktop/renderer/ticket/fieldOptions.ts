import { type Site } from '../../../api/contract/site.ts'
import { type RowChange } from '../../link/messages.ts'
import { byName, countValues } from '../tickets/ticketFilter.ts'
import { type TicketRow } from '../tickets/ticketRow.ts'
import { type PickOption } from '../ui/PickOption.ts'

/** The types in use, the commonest first: every trade has words of its own, and one spelling of each. */
export function typeOptions(rows: readonly TicketRow[]): PickOption[] {
  return [...countValues(rows, 'type')]
    .toSorted(([a, m], [b, n]) => n - m || byName(a, b))
    .map(([value, count]) => ({ value, label: value, hint: count.toLocaleString('en') }))
}

export function siteOptions(sites: Iterable<RowChange<'site'>>): PickOption[] {
  return [...sites].map(({ data }) => toOption(data)).toSorted((a, b) => byName(a.label, b.label))
}

function toOption({ id, name, address }: Site): PickOption {
  return { value: id, label: name, detail: address === name ? undefined : address }
}

/** The zone that most sites are in: the first offer for a new one, and the status bar's "site time". */
export function commonZone(sites: Iterable<RowChange<'site'>>): string | undefined {
  const counts = new Map<string, number>()
  for (const { data } of sites) counts.set(data.timeZone, (counts.get(data.timeZone) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0]
}
