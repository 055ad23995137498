import { computed, nextTick, onMounted, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { type GridHandle } from './GridHandle.ts'
import { type Identified } from './heldList.ts'
import { useHeldRows } from './useHeldRows.ts'
import { type Selection } from './useSelectionOf.ts'

export interface ListControlOptions<Row extends Identified> {
  selection: Selection
  grid: Readonly<Ref<GridHandle | null>>
  narrow: Readonly<Ref<boolean>>
  /** There is room for the inspector beside the list: a click shows it. */
  hasRoom: () => boolean
  /** What the list would be; on screen it may be held. */
  rows: () => readonly Row[]
  rowOf: (id: string) => Row | undefined
  view: () => unknown
  sort: () => unknown
  /** Search and filters. */
  narrowing: () => readonly unknown[]
  isOwnNew: (row: Row) => boolean
  /** The first load is complete: what comes with it is no arrival. */
  isLoaded: () => boolean
  open: (id: string) => void
}

/** What every list does with its rows: holding them under the pointer, the cursor, marks. */
export function useListControl<Row extends Identified>(options: ListControlOptions<Row>) {
  const { selection, grid, narrow, rowOf } = options
  const attention = shallowRef(false)
  const windowHasFocus = useWindowFocus()
  const isHeld = computed(() => attention.value && windowHasFocus.value && options.isLoaded())
  const { held, arrivals, questions, release } = useHeldRows<Row>({
    rows: options.rows,
    rowOf,
    question: () => [options.isLoaded(), options.view(), options.sort(), ...options.narrowing()],
    isOwnNew: options.isOwnNew,
    isHeld,
    sight: () => grid.value?.sight() ?? { first: 0, last: -1 },
  })
  const rows = computed(() => held.value.rows)
  const order = (): string[] => rows.value.map(({ id }) => id)
  keepCursor(options, rows)

  function choose(id: string, event: MouseEvent): void {
    if (narrow.value) return options.open(id)
    if (event.shiftKey) return selection.markTo(id, order())
    if (event.ctrlKey || event.metaKey) return selection.toggleMark(id)
    selection.select(id)
    if (options.hasRoom()) selection.isInspecting = true
  }

  function mark(id: string, event: MouseEvent): void {
    if (event.shiftKey) selection.markTo(id, order())
    else selection.toggleMark(id)
  }

  function markAll(): void {
    selection.marked = new Set(selection.marked.size >= rows.value.length ? [] : order())
  }

  return { rows, held, arrivals, questions, release, attention, choose, mark, markAll }
}

function useWindowFocus(): Readonly<Ref<boolean>> {
  const hasFocus = shallowRef(document.hasFocus())
  const onFocus = (): void => void (hasFocus.value = true)
  const onBlur = (): void => void (hasFocus.value = false)
  window.addEventListener('focus', onFocus)
  window.addEventListener('blur', onBlur)
  onScopeDispose(() => {
    window.removeEventListener('focus', onFocus)
    window.removeEventListener('blur', onBlur)
  })
  return hasFocus
}

function keepCursor<Row extends Identified>(
  { selection, grid, narrow, rowOf, view, sort }: ListControlOptions<Row>,
  rows: Readonly<Ref<readonly Row[]>>,
): void {
  /** The cursor stays on a row that exists: the first, where the one it was on is gone. */
  watch([rows, view, () => grid.value?.hasFocus], ([all]) => {
    const { current } = selection
    if (current !== undefined && rowOf(current)) return
    selection.select(undefined)
    if (!narrow.value && all[0] && grid.value?.hasFocus) selection.select(all[0].id)
  })
  /** Selected from elsewhere (a new row, another view, another order): shown as soon as it is among the rows. */
  let isToShow = false
  watch([view, sort, () => selection.current], () => (isToShow = true))
  watch([rows, view, () => selection.current], async ([all], _, onCleanup) => {
    const { current } = selection
    if (!isToShow || current === undefined || !all.some(({ id }) => id === current)) return
    isToShow = false
    let isOld = false
    onCleanup(() => (isOld = true))
    await nextTick()
    if (!isOld) grid.value?.scrollTo(current)
  })
  onMounted(() => {
    if (!narrow.value) grid.value?.focus()
  })
}
