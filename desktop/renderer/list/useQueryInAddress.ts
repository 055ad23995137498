import { watch } from 'vue'
import { useRouter } from 'vue-router'

/** A key takes 5 ms to write down, and Safari refuses more than 100 in half a minute. */
const settled = 250

/** Keeps search and filters in the address, so that it can be sent to a colleague; written once the typing pauses. */
export function useQueryInAddress(query: () => Record<string, string>): void {
  const router = useRouter()
  watch(query, (next, _, onCleanup) => {
    const timer = setTimeout(() => void router.replace({ query: next }), settled)
    onCleanup(() => clearTimeout(timer))
  })
}
