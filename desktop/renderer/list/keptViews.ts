/** A view of a list that a person made: what was searched and filtered within another view, under a name of its own. */
export interface KeptView {
  id: string
  /** The list's name, and the view that it narrows. */
  list: string
  base: string
  label: string
  /** As in an address: `q`, and the values of each field. */
  query: Readonly<Record<string, string>>
  /** `column` or `-column`. */
  sort: string
}

/** Tabs are read at a glance; and each view takes a bit of every ticket. */
export const mostKept = 12
export const longestLabel = 40

/** What is stored may be of another version, or nonsense: what is not a view is left out. */
export function readKeptViews(value: unknown): KeptView[] {
  return Array.isArray(value) ? value.filter(isKeptView).slice(0, 10 * mostKept) : []
}

function isKeptView(value: unknown): value is KeptView {
  if (typeof value !== 'object' || value === null) return false
  const { query, ...texts }: Partial<Record<keyof KeptView, unknown>> = value
  const names = ['id', 'list', 'base', 'label', 'sort'] as const
  if (!names.every((name) => typeof texts[name] === 'string')) return false
  return typeof query === 'object' && query !== null && Object.values(query).every((each) => typeof each === 'string')
}
