import { type FunctionalComponent } from 'vue'
import { type PickOption } from '../ui/PickOption.ts'

/** Something rows can be filtered by. Values of one field mean "or", fields mean "and". */
export interface FilterField {
  id: string
  label: string
  /** The values that rows have, each with how many (as `hint`), and those already chosen. */
  options: () => PickOption[]
  labelOf: (value: string) => string
  /** Stands before a value, where it has a sign. */
  glyph?: FunctionalComponent<{ value: string }>
}

/** The filters of a list, as toolbar and heads use them. */
export interface ListFilters {
  fields: readonly FilterField[]
  chosen: Readonly<Record<string, readonly string[]>>
  choose: (field: string, values: readonly string[]) => void
}

export function chosenOf({ chosen }: ListFilters, field: string): readonly string[] {
  return chosen[field] ?? []
}
