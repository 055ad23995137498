import { filterFields, noFilter, type TicketFilter } from './ticketFilter.ts'

/** What of the list is in its address, so that it can be sent to a colleague: filters and search. */
export interface ViewQuery {
  search: string
  filter: TicketFilter
}

type Query = Record<string, string | null | (string | null)[] | undefined>

export function parseViewQuery(query: Query): ViewQuery {
  const filter = { ...noFilter }
  for (const field of filterFields) filter[field] = textOf(query[field]).split(',').filter(Boolean).map(decodeComma)
  return { search: textOf(query.q), filter }
}

function textOf(value: Query[string]): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

export function formatViewQuery({ search, filter }: ViewQuery): Record<string, string> {
  const query: Record<string, string> = {}
  if (search.trim() !== '') query.q = search
  for (const field of filterFields)
    if (filter[field].length > 0) query[field] = filter[field].map(encodeComma).join(',')
  return query
}

/** Types are open text: a comma of theirs would read as two values. */
function encodeComma(value: string): string {
  return value.replaceAll('%', '%25').replaceAll(',', '%2C')
}

function decodeComma(value: string): string {
  return value.replaceAll('%2C', ',').replaceAll('%25', '%')
}
