import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, triggerRef, type Component } from 'vue'
import { createKeybindingsHandler } from 'tinykeys'

/** Something a person can do, by key, from the palette or a menu; the shortcut sheet lists all that have a key. */
export interface Action {
  id: string
  title: string
  /** The heading under which the sheet and the palette show it. */
  group: string
  /** As tinykeys spells them: `$mod+k`, `g o`. */
  keys?: string
  icon?: Component
  /** More words to find it by. */
  words?: string
  /** Whether it can be done now. */
  when?: () => boolean
  run: (event?: KeyboardEvent) => void
  /** Moves of the cursor and the like, which nobody looks for in the palette. */
  keyOnly?: boolean
  /** Also while somebody types or a dialog is open. */
  everywhere?: boolean
}

/** The one registry. Views put in what they can do while they are there. */
export const useActions = defineStore('actions', () => {
  const actions = shallowRef(new Map<string, Action>())
  let handle: EventListener | undefined

  function add(more: readonly Action[]): () => void {
    for (const action of more) actions.value.set(action.id, action)
    changed()
    return () => {
      for (const action of more) if (actions.value.get(action.id) === action) actions.value.delete(action.id)
      changed()
    }
  }

  function changed(): void {
    handle = undefined
    triggerRef(actions)
  }

  function onKeydown(event: KeyboardEvent): void {
    handle ??= createKeybindingsHandler(bindings(actions.value.values()), { ignore: (each) => each.defaultPrevented })
    handle(event)
  }

  const all = computed(() => [...actions.value.values()])
  const possible = computed(() => all.value.filter(({ keyOnly }) => !keyOnly))
  return { all, possible, add, onKeydown }
})

/** Puts actions in for as long as the component lives. */
export function useRegistered(more: readonly Action[]): void {
  onScopeDispose(useActions().add(more))
}

function bindings(actions: Iterable<Action>): Record<string, (event: KeyboardEvent) => void> {
  const byKeys = Map.groupBy(
    [...actions].filter(({ keys }) => keys !== undefined),
    ({ keys }) => keys ?? '',
  )
  // The library fires the first that fits and no other: after `g`, `g o` is meant and not `o`.
  const longestFirst = [...byKeys].toSorted(([a], [b]) => b.split(' ').length - a.split(' ').length)
  return Object.fromEntries(
    longestFirst.map(([keys, candidates]) => [
      keys,
      (event: KeyboardEvent) => {
        const busy = isBusy(event)
        const action = candidates.find(({ when, everywhere }) => (everywhere || !busy) && (when?.() ?? true))
        if (!action) return
        event.preventDefault()
        action.run(event)
      },
    ]),
  )
}

/** Somebody types, or something floats that has the keys. */
function isBusy({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('input, textarea, select')) return true
  return target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
}
