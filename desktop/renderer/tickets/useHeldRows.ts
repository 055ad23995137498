import { computed, shallowRef, watch, type Ref } from 'vue'
import { arrivalsIn, holdList, settled, type HeldList } from './heldList.ts'
import { type TicketRow } from './ticketRow.ts'
import { useTicketList } from './useTicketList.ts'

/** So many rows at once are a load or another view, not arrivals to slide in. */
const mostArrivals = 12

export interface Sight {
  first: number
  last: number
}

/**
 * The rows on screen. While somebody points or types in the list they keep their places and what arrives is counted; their
 * own new tickets come in at once, as does everything when the view itself is changed.
 */
export function useHeldRows(isHeld: Ref<boolean>, sight: () => Sight) {
  const list = useTicketList()
  const held = shallowRef<HeldList>(settled([]))
  /** Slide in. */
  const arrivals = shallowRef<ReadonlySet<string>>(new Set())
  /** Raised with every other view, filter, search or order: what is shown then is not what was shown before. */
  const questions = shallowRef(0)

  const fresh = computed(() => list.rows)
  const question = computed(() => [list.view, list.filter, list.search, list.sort] as const)

  /** Everything in its place. */
  function release(): void {
    const { rows } = held.value
    const added = rows.length === 0 ? new Set<string>() : arrivalsIn(rows, fresh.value, sight())
    arrivals.value = added.size > mostArrivals ? new Set() : added
    held.value = settled(fresh.value)
  }

  function startOver(): void {
    questions.value++
    arrivals.value = new Set()
    held.value = settled(fresh.value)
  }

  function refresh(): void {
    const { rows } = held.value
    if (!isHeld.value || rows.length === 0) return release()
    const next = holdList({ shown: rows, fresh: fresh.value, rowOf: list.rowOf, lastVisible: sight().last })
    if (next.arrived > 0 && hasOwnArrival(fresh.value, rows)) release()
    else held.value = next
  }

  watch(fresh, refresh, { immediate: true })
  // After the one above: another question is no arrival.
  watch(question, startOver)
  watch(isHeld, (now) => {
    if (!now) release()
  })

  return { held, arrivals, questions, release }
}

/** Made in this very moment by this user: the server does not know it yet. */
function hasOwnArrival(fresh: readonly TicketRow[], shown: readonly TicketRow[]): boolean {
  const own = fresh.find(({ change }) => change.version === 0)
  return own !== undefined && !shown.some(({ id }) => id === own.id)
}
