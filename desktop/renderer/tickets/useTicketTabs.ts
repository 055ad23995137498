import { computed, type ComputedRef } from 'vue'
import { type ViewTab } from '../frame/useViewHead.ts'
import { useKnown } from '../replica/useKnown.ts'
import { useTicketList } from './useTicketList.ts'
import { formatViewQuery } from './viewQuery.ts'

/** The saved views of the tickets, each with its live count; search and filters go along from one to the next. */
export function useTicketTabs(): ComputedRef<ViewTab[]> {
  const list = useTicketList()
  const isKnown = useKnown()
  const query = computed(() => formatViewQuery({ search: list.search, filter: list.filter }))
  return computed(() =>
    list.views.map(({ id, label }) => ({
      id,
      label,
      ...(isKnown('ticket') && { count: list.counts.get(id) ?? 0 }),
      to: { path: `/tickets/${id}`, query: query.value },
    })),
  )
}
