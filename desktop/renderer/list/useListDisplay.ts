import { computed, type ComputedRef, type Ref } from 'vue'
import { usePreferences } from '../preferences/usePreferences.ts'
import { type KeptView } from './keptViews.ts'
import { type ColumnChoice } from './listColumns.ts'

/** How a list is shown in this browser: columns, widths, density. */
export interface ListDisplay {
  choice: ComputedRef<ColumnChoice>
  rowHeight: ComputedRef<number>
  resize: (column: string, width: number | undefined) => void
  toggle: (column: string, on: boolean) => void
  /** Back to how it was. */
  reset: () => void
}

export interface DisplayOptions {
  /** Of the list: what is stored is stored under it. */
  name: string
  narrow: Ref<boolean>
  /** Of a card on a phone, px. */
  cardHeight: number
  /** Columns that say the same in each row of this view. */
  hides: () => readonly string[] | undefined
  /** The column the rows are in order of. */
  sorted: () => string
  /** The view that is shown, where a person made it with columns of its own. */
  saved: () => Pick<KeptView, 'id' | 'columns'> | undefined
}

export function useListDisplay({ name, narrow, cardHeight, hides, sorted, saved }: DisplayOptions): ListDisplay {
  const preferences = usePreferences()
  const prefix = `${name}.`
  /** What is switched in a saved view stays in that view, over what it was saved with. */
  const prefixOf = (view: ReturnType<typeof saved>): string => (view?.columns ? `${name}/${view.id}.` : prefix)
  const own = <T>(stored: Readonly<Record<string, T>>, of = prefix): Record<string, T> =>
    Object.fromEntries(
      Object.entries(stored).flatMap(([key, value]) => (key.startsWith(of) ? [[key.slice(of.length), value]] : [])),
    )
  const others = <T>(stored: Readonly<Record<string, T>>, isOwn: (key: string) => boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(stored).filter(([key]) => !isOwn(key)))

  const choice = computed(() => {
    const { columns, columnWidths } = preferences.preferences
    const view = saved()
    const switched = { ...view?.columns, ...own(columns, prefixOf(view)) }
    return { columns: switched, columnWidths: own(columnWidths), hides: hides(), sorted: sorted() }
  })
  const rowHeight = computed(() => (narrow.value ? cardHeight : preferences.preferences.density === 'dense' ? 28 : 32))

  function resize(column: string, width: number | undefined): void {
    const key = prefix + column
    const rest = others(preferences.preferences.columnWidths, (each) => each === key)
    preferences.change({ columnWidths: width === undefined ? rest : { ...rest, [key]: width } })
  }

  function toggle(column: string, on: boolean): void {
    preferences.change({ columns: { ...preferences.preferences.columns, [prefixOf(saved()) + column]: on } })
  }

  function reset(): void {
    const isOwn = (key: string): boolean => key.startsWith(prefix) || key.startsWith(prefixOf(saved()))
    const { columns, columnWidths, sorts } = preferences.preferences
    preferences.change({
      columns: others(columns, isOwn),
      columnWidths: others(columnWidths, isOwn),
      sorts: others(sorts, isOwn),
      density: 'comfortable',
    })
  }

  return { choice, rowHeight, resize, toggle, reset }
}
