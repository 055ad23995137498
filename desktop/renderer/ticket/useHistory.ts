import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { type HistoryItem } from '../../../api/contract/change.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'

/** More pages than this is a fault: 50 changes each. */
const mostPages = 40

/** The changes of one ticket, the newest last; each time its version rises only what is new is fetched. */
export function useHistory(ticketId: Ref<string>, version: Ref<number>, isLive: Ref<boolean>) {
  const link = useLink()
  const items = shallowRef<HistoryItem[]>([])
  const problem = shallowRef<string>()
  const isComplete = shallowRef(false)
  let run = 0

  async function load(): Promise<void> {
    const own = ++run
    const id = ticketId.value
    try {
      for (let pages = 0; pages < mostPages; pages++) {
        const cursor = items.value.at(-1)?.seq
        const page = await link.call('history', {
          ticketId: id,
          ...(cursor !== undefined && { cursor: String(cursor) }),
        })
        if (own !== run) return
        items.value = [...items.value, ...page.items]
        if (page.nextCursor === undefined) break
      }
      problem.value = undefined
      isComplete.value = true
    } catch (error) {
      if (own === run) problem.value = sentenceOf(error)
    }
  }

  watch(
    [ticketId, version, isLive],
    ([id, number], [before]) => {
      if (id !== before) {
        items.value = []
        isComplete.value = false
      }
      // Version 0: the server does not know it yet.
      if (number > 0) void load()
    },
    { immediate: true },
  )
  onScopeDispose(() => run++)
  return { items, problem, isComplete, load }
}
