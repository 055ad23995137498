/** What of a list is in its address, so that it can be sent to a colleague: filters and search. */
export interface ListQuery<Field extends string = string> {
  search: string
  filter: Record<Field, readonly string[]>
}

type Query = Record<string, string | null | (string | null)[] | undefined>

export function parseListQuery<Field extends string>(
  query: Query,
  fields: readonly Field[],
  nothing: Readonly<Record<Field, readonly string[]>>,
): ListQuery<Field> {
  const filter: Record<Field, readonly string[]> = { ...nothing }
  for (const field of fields) filter[field] = textOf(query[field]).split(',').filter(Boolean).map(decodeComma)
  return { search: textOf(query.q), filter }
}

function textOf(value: Query[string]): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

export function formatListQuery({ search, filter }: ListQuery): Record<string, string> {
  const query: Record<string, string> = {}
  if (search.trim() !== '') query.q = search
  for (const [field, values] of Object.entries(filter))
    if (values.length > 0) query[field] = values.map(encodeComma).join(',')
  return query
}

/** Types are open text: a comma of theirs would read as two values. */
function encodeComma(value: string): string {
  return value.replaceAll('%', '%25').replaceAll(',', '%2C')
}

function decodeComma(value: string): string {
  return value.replaceAll('%2C', ',').replaceAll('%25', '%')
}
