import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** A key takes 5 ms to write down, and Safari refuses more than 100 in half a minute. */
const settled = 250

/** Keeps search and filters in the address, so that it can be sent to a colleague; written once the typing pauses. */
export function useQueryInAddress(query: () => Record<string, string>): void {
  const route = useRoute()
  const router = useRouter()
  watch(query, (next, _, onCleanup) => {
    const timer = setTimeout(() => {
      // The name that a view was sent under stays, also for a reload.
      const { as } = route.query
      void router.replace({ query: { ...next, ...(as && { as }) } })
    }, settled)
    onCleanup(() => clearTimeout(timer))
  })
}
