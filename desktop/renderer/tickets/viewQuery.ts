import { formatListQuery, parseListQuery } from '../list/listQuery.ts'
import { filterFields, noFilter, type TicketFilter } from './ticketFilter.ts'

/** What of the list is in its address, so that it can be sent to a colleague: filters and search. */
export interface ViewQuery {
  search: string
  filter: TicketFilter
}

export function parseViewQuery(query: Parameters<typeof parseListQuery>[0]): ViewQuery {
  return parseListQuery(query, filterFields, noFilter)
}

export function formatViewQuery({ search, filter }: ViewQuery): Record<string, string> {
  return formatListQuery({ search, filter: { ...filter } })
}
