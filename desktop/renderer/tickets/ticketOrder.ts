import { ticketStatuses } from '../../../api/contract/ticket.ts'
import { compareKeys, parseSort as parseListSort, type ListSort, type SortKey } from '../list/listSort.ts'
import { type TicketRow } from './ticketRow.ts'

export const sortColumns = [
  'priority',
  'number',
  'status',
  'title',
  'type',
  'site',
  'technician',
  'scheduledFor',
  'due',
  'createdAt',
  'updatedAt',
] as const
export type SortColumn = (typeof sortColumns)[number]

export type TicketSort = ListSort<SortColumn>

export type Compare = (a: TicketRow, b: TicketRow) => number

const statusRank = new Map(ticketStatuses.map((status, index) => [status, index]))

const keyOf: Record<SortColumn, (row: TicketRow) => SortKey> = {
  priority: ({ ticket }) => ticket.priority,
  // A ticket that the server has not numbered yet is the newest.
  number: ({ ticket }) => ticket.number || Infinity,
  status: ({ ticket }) => statusRank.get(ticket.status) ?? 0,
  title: ({ keys }) => keys.title,
  type: ({ keys }) => keys.type,
  site: ({ keys }) => keys.site,
  technician: ({ keys }) => keys.technician,
  scheduledFor: ({ keys }) => keys.scheduledFor,
  due: ({ keys }) => keys.due,
  createdAt: ({ keys }) => keys.createdAt,
  updatedAt: ({ keys }) => keys.updatedAt,
}

/** The oldest first; what breaks every tie, so that rows never swap places by chance. */
export function compareAge(a: TicketRow, b: TicketRow): number {
  return a.keys.createdAt - b.keys.createdAt || a.ticket.number - b.ticket.number || compareKeys(a.id, b.id)
}

/** A total order: of equals the oldest first, whatever the direction. */
export function compareTickets({ column, descending }: TicketSort): Compare {
  const key = keyOf[column]
  const sign = descending ? -1 : 1
  return (a, b) => sign * compareKeys(key(a), key(b)) || compareAge(a, b)
}

/**
 * Sorts rows that are in order of age already: by keys in groups, each of which is in order then. 50,000 titles take 60 ms;
 * comparing rows took 400.
 */
export function sortByAgeGroups(byAge: readonly TicketRow[], { column, descending }: TicketSort): TicketRow[] {
  const groups = new Map<SortKey, TicketRow[]>()
  const key = keyOf[column]
  for (const row of byAge) {
    const own = key(row)
    const group = groups.get(own)
    if (group) group.push(row)
    else groups.set(own, [row])
  }
  const sorted: TicketRow[] = []
  for (const each of sortedKeys([...groups.keys()], descending)) {
    for (const row of groups.get(each) ?? []) sorted.push(row)
  }
  return sorted
}

/** Without a function to compare them strings sort three times as fast, and numbers in an array of their own. */
function sortedKeys(keys: SortKey[], descending: boolean): Iterable<SortKey> {
  const numbers = keys.filter((key) => typeof key === 'number')
  // eslint-disable-next-line typescript/require-array-sort-compare -- by code unit is meant, and three times as fast
  const sorted = numbers.length === keys.length ? Float64Array.from(numbers).sort() : keys.sort()
  return descending ? sorted.toReversed() : sorted
}

export function parseSort(text: string | undefined): TicketSort | undefined {
  return parseListSort(text, sortColumns)
}

/** The sorted rows without those that changed, and these put in where they belong now. */
export function mergeSorted(
  sorted: readonly TicketRow[],
  dropped: ReadonlySet<string>,
  added: readonly TicketRow[],
  compare: Compare,
): TicketRow[] {
  const kept = sorted.filter(({ id }) => !dropped.has(id))
  const merged: TicketRow[] = []
  let from = 0
  for (const row of added.toSorted(compare)) {
    const place = placeOf(row, kept, from, compare)
    for (; from < place; from++) merged.push(present(kept[from]))
    merged.push(row)
  }
  for (; from < kept.length; from++) merged.push(present(kept[from]))
  return merged
}

function present(row: TicketRow | undefined): TicketRow {
  if (!row) throw new RangeError('past the end of the rows')
  return row
}

/** The first index from which on all rows come after this one. */
function placeOf(row: TicketRow, rows: readonly TicketRow[], from: number, compare: Compare): number {
  let low = from
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(present(rows[middle]), row) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
