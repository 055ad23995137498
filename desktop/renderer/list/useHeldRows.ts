import { computed, shallowRef, watch, type Ref } from 'vue'
import { arrivalsIn, holdList, settled, type HeldList, type Identified } from './heldList.ts'

/** So many rows at once are a load or another view, not arrivals to slide in. */
const mostArrivals = 12

/** So few are arrivals, however short the list is. */
const fewArrivals = 4

/** The indexes of the first and the last row that can be seen. */
export interface Sight {
  first: number
  last: number
}

export interface HeldRowsOptions<Row extends Identified> {
  /** What the list would be. */
  rows: () => readonly Row[]
  /** The row as it is now. */
  rowOf: (id: string) => Row | undefined
  /** View, filter, search, order: another of these is another list. */
  question: () => readonly unknown[]
  /** Made in this very moment by this user: it comes in at once. */
  isOwnNew: (row: Row) => boolean
  isHeld: Ref<boolean>
  sight: () => Sight
}

/**
 * The rows on screen. While somebody points or types in the list they keep their places and what arrives is counted; their
 * own new rows come in at once, as does everything when the view itself is changed.
 */
export function useHeldRows<Row extends Identified>(options: HeldRowsOptions<Row>) {
  const { rowOf, isOwnNew, isHeld, sight } = options
  const held = shallowRef<HeldList<Row>>(settled<Row>([]))
  /** Slide in. */
  const arrivals = shallowRef<ReadonlySet<string>>(new Set())
  /** Raised with every other view, filter, search or order: what is shown then is not what was shown before. */
  const questions = shallowRef(0)

  const fresh = computed(options.rows)
  const question = computed(options.question)

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
    const next = holdList({ shown: rows, fresh: fresh.value, rowOf, lastVisible: sight().last })
    const own = next.arrived > 0 ? fresh.value.find(isOwnNew) : undefined
    const isOwn = own !== undefined && !rows.some(({ id }) => id === own.id)
    // More than there were: a load that comes in parts.
    const isLoad = next.arrived > rows.length && next.arrived > fewArrivals
    if (isOwn || isLoad) release()
    else held.value = next
  }

  refresh()
  // Both at once: another question is no arrival, and holding 54,000 rows in their places for nothing takes 50 ms.
  watch([fresh, question], ([, next], [, before]) => {
    if (next.some((part, index) => part !== before[index])) startOver()
    else refresh()
  })
  watch(isHeld, (now) => {
    if (!now) release()
  })

  return { held, arrivals, questions, release }
}
