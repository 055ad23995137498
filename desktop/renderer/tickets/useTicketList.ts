import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { usePreferences } from '../preferences/usePreferences.ts'
import { useReplica } from '../replica/useReplica.ts'
import { useStatus } from '../replica/useStatus.ts'
import { useNow } from '../ui/clock.ts'
import { TicketIndex } from './TicketIndex.ts'
import { filterTest, isFiltering, noFilter, type TicketFilter } from './ticketFilter.ts'
import { formatSort } from '../list/listSort.ts'
import { parseSort, sortColumns } from './ticketOrder.ts'
import { type TicketRow } from './ticketRow.ts'
import { searchTexts } from '../list/searchTexts.ts'
import { useKeptViews } from '../list/useKeptViews.ts'
import { keptTicketView } from './keptTicketView.ts'
import { viewsFor, type TicketView } from './ticketViews.ts'

const fallback: TicketView = {
  id: 'open',
  label: 'All open',
  empty: '',
  key: '',
  holds: () => true,
  sort: { column: 'priority', descending: false },
}

/** The list of tickets as it is being looked at: view, filters, search, order, and the rows that come of it. */
export const useTicketList = defineStore('ticketList', () => {
  const replica = useReplica()
  const status = useStatus()
  const preferences = usePreferences()
  const now = useNow('minute')

  const viewId = shallowRef('')
  const search = shallowRef('')
  const filter = shallowRef<TicketFilter>(noFilter)
  const { kept } = useKeptViews('tickets')
  const views = computed(() => {
    const given = viewsFor(status.isTechnician)
    return [...given, ...kept.value.flatMap((each) => keptTicketView(each, given) ?? [])]
  })
  const view = computed(() => views.value.find(({ id }) => id === viewId.value) ?? views.value[0] ?? fallback)
  const sort = computed(() => parseSort(preferences.preferences.sorts[`tickets.${view.value.id}`]) ?? view.value.sort)

  const index = new TicketIndex(
    {
      ticket: (id) => replica.tickets.get(id),
      site: (id) => replica.sites.get(id)?.data,
      technician: (id) => replica.technicians.get(id)?.data,
    },
    sort.value,
  )
  /** Raised with every change of the index, which Vue does not look into. */
  const revision = shallowRef(0)
  const touched = (): void => void revision.value++

  replica.onChanged((changed) => {
    index.apply(changed, replica.isLoading('ticket'))
    touched()
  })
  watch(sort, (next) => (index.setSort(next), touched()), { flush: 'sync' })
  watch(
    [views, now, () => status.user?.technicianId],
    ([rules, at, technicianId]) => (index.setViews(rules, { now: at, technicianId }), touched()),
    { immediate: true, flush: 'sync' },
  )

  const inView = computed(() => (void revision.value, index.inView(view.value)))
  const filtered = computed(() => {
    const test = filterTest(filter.value)
    return test ? inView.value.filter(test) : inView.value
  })
  const rows = computed(() => searchTexts(filtered.value, search.value))
  const counts = computed(() => (void revision.value, index.counts()))
  const total = computed(() => (void revision.value, index.rows.size))
  const isNarrowed = computed(() => isFiltering(filter.value) || search.value.trim() !== '')

  const rowOf = (id: string): TicketRow | undefined => (void revision.value, index.rows.get(id))
  const byNumber = (number: number): TicketRow | undefined => (
    void revision.value,
    index.sorted.find(({ ticket }) => ticket.number === number)
  )
  const everything = (): readonly TicketRow[] => index.sorted
  /** The rows of another view than the one that is looked at, in the order of that one. */
  const rowsIn = (id: string): readonly TicketRow[] => {
    void revision.value
    const other = views.value.find((each) => each.id === id)
    return other ? index.inView(other) : []
  }

  function sortBy(name: string): void {
    const column = sortColumns.find((each) => each === name)
    if (!column) return
    const descending = sort.value.column === column ? !sort.value.descending : false
    const { sorts } = preferences.preferences
    preferences.change({ sorts: { ...sorts, [`tickets.${view.value.id}`]: formatSort({ column, descending }) } })
  }

  function clear(): void {
    filter.value = noFilter
    search.value = ''
  }

  const state = { viewId, search, filter, views, view, sort, inView, rows, counts, total, isNarrowed, revision }
  return { ...state, rowOf, rowsIn, byNumber, everything, sortBy, clear }
})
