import { mostOwnViews } from '../../../api/contract/savedView.ts'

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
  /** Columns switched on or off in it. */
  columns?: Readonly<Record<string, boolean>>
  /** With all of the staff. */
  shared?: boolean
  /** Absent as long as only this device has it. */
  owner?: { id: string; name: string }
}

export const mostKept = mostOwnViews
export const longestLabel = 40

/** What is stored may be of another version, or nonsense: what is not a view is left out. */
export function readKeptViews(value: unknown): KeptView[] {
  return Array.isArray(value) ? value.filter(isKeptView).slice(0, 20 * mostKept) : []
}

function isKeptView(value: unknown): value is KeptView {
  if (typeof value !== 'object' || value === null) return false
  const { query, columns = {}, shared = false, owner, ...texts }: Partial<Record<keyof KeptView, unknown>> = value
  const names = ['id', 'list', 'base', 'label', 'sort'] as const
  if (!names.every((name) => typeof texts[name] === 'string')) return false
  return (
    isRecordOf(query, 'string') &&
    isRecordOf(columns, 'boolean') &&
    typeof shared === 'boolean' &&
    (owner === undefined || (isRecordOf(owner, 'string') && 'id' in owner && 'name' in owner))
  )
}

function isRecordOf(value: unknown, type: 'string' | 'boolean'): value is object {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === type)
}
