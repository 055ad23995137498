import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useReplica } from '../replica/useReplica.ts'
import { TicketTally, type TallyFacet } from './TicketTally.ts'
import { useTicketList } from './useTicketList.ts'

/** What Operations and the wallboard count. */
const facets: readonly TallyFacet[] = [
  { view: 'all', field: 'status' },
  { view: 'open', field: 'priority' },
  { view: 'open', field: 'type' },
  { view: 'unassigned', field: 'priority' },
  { view: 'hold', field: 'holdReason' },
]

/** So many changed tickets at once are a load: counting anew is cheaper than one by one. */
const mostChanged = 5_000

/** The numbers behind the list of tickets, as they change. Used by views that show them; nothing is counted before. */
export const useTicketTally = defineStore('ticketTally', () => {
  const replica = useReplica()
  const list = useTicketList()
  const tally = new TicketTally(facets)
  const revision = shallowRef(0)
  const changed = new Set<string>()
  /** The list's own revision as it is once it has taken in what was heard here: any other is a new day or other views. */
  let heard = -1

  replica.onChanged((ids) => {
    heard++
    for (const id of ids.ticket) changed.add(id)
    // A site's zone decides what its day is.
    if (ids.site.size > 0 || changed.size > mostChanged) heard = -1
  })

  function refresh(now: number): void {
    if (now === heard) tally.apply(changed, list.rowOf)
    else tally.count(list.everything(), list.views)
    heard = now
    changed.clear()
    revision.value++
  }
  refresh(list.revision)
  watch(() => list.revision, refresh)

  const total = (view: string): number => (void revision.value, tally.total(view))
  const of = (view: string, field: TallyFacet['field']): ReadonlyMap<string, number> => (
    void revision.value,
    tally.of(view, field)
  )
  return { total, of, revision }
})
