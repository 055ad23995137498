import { onScopeDispose, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** A key takes 5 ms to write down, and Safari refuses more than 100 in half a minute. */
const settled = 250

/**
 * Keeps search and filters in the address, so that it can be sent to a colleague; written once the typing pauses.
 *
 * Never while somebody is on the way to another view: the router gives up a navigation when a next one begins, and a view
 * whose file is still being fetched would not open.
 */
export function useQueryInAddress(query: () => Record<string, string>): void {
  const route = useRoute()
  const router = useRouter()
  let isLeaving = false
  onScopeDispose(router.beforeEach((to, from) => void (isLeaving = to.path !== from.path)))
  onScopeDispose(router.afterEach(() => void (isLeaving = false)))
  watch(query, (next, _, onCleanup) => {
    const timer = setTimeout(() => {
      if (isLeaving) return
      // The name that a view was sent under stays, also for a reload.
      const { as } = route.query
      void router.replace({ query: { ...next, ...(as && { as }) } })
    }, settled)
    onCleanup(() => clearTimeout(timer))
  })
}
