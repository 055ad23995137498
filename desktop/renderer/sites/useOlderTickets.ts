import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { endedStatuses, type Ticket } from '../../../api/contract/ticket.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'

const pageSize = 25

/** Tickets of a site that ended, fetched a page at a time when somebody asks: history, which does not update by itself. */
export function useOlderTickets(siteId: Ref<string>) {
  const link = useLink()
  const tickets = shallowRef<readonly Ticket[]>([])
  const problem = shallowRef<string>()
  const isLoading = shallowRef(false)
  /** Undefined: not asked yet; null: all is there. */
  const next = shallowRef<string | null>()
  let run = 0

  async function load(): Promise<void> {
    if (next.value === null) return
    const own = ++run
    isLoading.value = true
    problem.value = undefined
    try {
      const { items, nextCursor } = await link.call('list', {
        collection: 'tickets',
        params: {
          siteId: siteId.value,
          status: endedStatuses.join(','),
          sort: '-updatedAt',
          limit: String(pageSize),
          ...(typeof next.value === 'string' && { cursor: next.value }),
        },
      })
      if (own !== run) return
      // Items of a list are what the contract says of its collection.
      tickets.value = [...tickets.value, ...(items as Ticket[])]
      next.value = nextCursor ?? null
    } catch (error) {
      if (own === run) problem.value = sentenceOf(error)
    } finally {
      if (own === run) isLoading.value = false
    }
  }

  watch(siteId, () => {
    run++
    tickets.value = []
    next.value = undefined
    isLoading.value = false
  })
  onScopeDispose(() => run++)
  return { tickets, problem, isLoading, next, load }
}
