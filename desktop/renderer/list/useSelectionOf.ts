import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useStatus } from '../replica/useStatus.ts'

/** What is selected in a list of this window, by id: it outlives every change of order, filter and connection. */
function createSelection() {
  /** The row the cursor is on. */
  const current = shallowRef<string>()
  const marked = shallowRef<ReadonlySet<string>>(new Set())
  /** Where a Shift range begins. */
  const anchor = shallowRef<string>()
  const isInspecting = shallowRef(false)

  function select(id: string | undefined): void {
    current.value = id
    anchor.value = id
  }

  function toggleMark(id: string): void {
    const next = new Set(marked.value)
    if (!next.delete(id)) next.add(id)
    marked.value = next
    anchor.value = id
  }

  /** Marks all from the anchor to this row, in the order on screen. */
  function markTo(id: string, order: readonly string[]): void {
    const from = order.indexOf(anchor.value ?? id)
    const to = order.indexOf(id)
    if (to < 0) return
    const range = order.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1)
    marked.value = new Set([...marked.value, ...range])
    current.value = id
  }

  function unmark(): void {
    marked.value = new Set()
  }

  /** Another user. */
  function reset(): void {
    select(undefined)
    unmark()
    isInspecting.value = false
  }
  const status = useStatus()
  watch(() => status.user?.id, reset)

  return { current, marked, anchor, isInspecting, select, toggleMark, markTo, unmark, reset }
}

/** One for each list, by its name. */
export function useSelectionOf(name: string) {
  return defineStore(`selection.${name}`, createSelection)()
}
export type Selection = ReturnType<typeof useSelectionOf>
