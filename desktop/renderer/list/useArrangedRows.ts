import { computed } from 'vue'
import { type PickOption } from '../ui/PickOption.ts'
import { usePreferences } from '../preferences/usePreferences.ts'
import { type FilterField, type ListFilters } from './ListFilters.ts'
import {
  countFilterValues,
  filterRows,
  searchRows,
  sortRows,
  type ListColumn,
  type ListFilter,
  type ListRow,
  type SavedView,
} from './listRows.ts'
import { compareKeys, formatSort, parseSort } from './listSort.ts'
import { plain } from './plain.ts'
import { useListState } from './useListState.ts'

export interface ArrangeOptions<Row extends ListRow> {
  name: string
  rows: () => readonly Row[]
  columns: () => readonly ListColumn<Row>[]
  filters: () => readonly ListFilter<Row>[]
  views: () => readonly SavedView<Row>[]
  viewId: () => string
}

/** The rows of a list as they are asked for: view, filters, search, order. */
export function useArrangedRows<Row extends ListRow>(options: ArrangeOptions<Row>) {
  const { name } = options
  const state = useListState(name)
  const preferences = usePreferences()

  const view = computed(() => {
    const views = options.views()
    const found = views.find(({ id }) => id === options.viewId()) ?? views[0]
    if (!found) throw new RangeError(`the list of ${name} has no view`)
    return found
  })
  const sort = computed(() => {
    const columns = options.columns().map(({ id }) => id)
    return parseSort(preferences.preferences.sorts[`${name}.${view.value.id}`], columns) ?? view.value.sort
  })
  const inView = computed(() => options.rows().filter(view.value.holds))
  const filtered = computed(() => filterRows(inView.value, options.filters(), state.filter))
  const found = computed(() => searchRows(filtered.value, options.columns(), state.search))
  const rows = computed(() => sortRows(found.value, options.columns(), sort.value))
  const counts = computed(
    () => new Map(options.views().map(({ id, holds }) => [id, options.rows().filter(holds).length])),
  )
  const byId = computed(() => new Map(options.rows().map((row) => [row.id, row])))
  const isNarrowed = computed(
    () => state.search.trim() !== '' || Object.values(state.filter).some((values) => values.length > 0),
  )
  const filters = computed((): ListFilters => ({
    fields: options.filters().map((each) =>
      toField(
        each,
        () => inView.value,
        () => state.filter[each.id] ?? [],
      ),
    ),
    chosen: state.filter,
    choose: (field, values) => (state.filter = { ...state.filter, [field]: values }),
  }))

  function sortBy(column: string): void {
    const descending = sort.value.column === column ? !sort.value.descending : false
    const { sorts } = preferences.preferences
    preferences.change({ sorts: { ...sorts, [`${name}.${view.value.id}`]: formatSort({ column, descending }) } })
  }

  const rowOf = (id: string): Row | undefined => byId.value.get(id)
  return { state, view, sort, rows, counts, isNarrowed, filters, sortBy, rowOf }
}

function toField<Row>(
  filter: ListFilter<Row>,
  rows: () => readonly Row[],
  chosen: () => readonly string[],
): FilterField {
  const { id, label, labelOf, glyph, order } = filter
  return {
    id,
    label,
    labelOf,
    ...(glyph && { glyph }),
    options: (): PickOption[] => {
      const counts = countFilterValues(rows(), filter)
      const values = new Set([...chosen(), ...counts.keys()])
      const options = [...values].map((value) => ({
        value,
        label: labelOf(value),
        hint: (counts.get(value) ?? 0).toLocaleString('en'),
      }))
      return order
        ? options.toSorted((a, b) => order.indexOf(a.value) - order.indexOf(b.value))
        : options.toSorted((a, b) => compareKeys(plain(a.label), plain(b.label)))
    },
  }
}
