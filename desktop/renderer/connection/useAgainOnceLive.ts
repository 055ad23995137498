import { watch } from 'vue'
import { useStatus } from '../replica/useStatus.ts'

/** What only the server knows and could not be had is asked for again once the connection is back: nobody has to press for it. */
export function useAgainOnceLive(isMissing: () => boolean, again: () => unknown): void {
  const status = useStatus()
  watch(
    () => status.status.phase === 'live',
    (isLive) => {
      if (isLive && isMissing()) void again()
    },
  )
}
