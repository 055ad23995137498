import { noFilter, type FilterField } from './ticketFilter.ts'
import { formatViewQuery } from './viewQuery.ts'

/** The address of a view of the tickets, narrowed to one value: the list behind a number. */
export function listPath(
  view: string,
  field?: FilterField,
  value?: string,
): { path: string; query: Record<string, string> } {
  const filter = field === undefined || value === undefined ? noFilter : { ...noFilter, [field]: [value] }
  return { path: `/tickets/${view}`, query: formatViewQuery({ search: '', filter }) }
}
