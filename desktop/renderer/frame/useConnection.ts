import { computed } from 'vue'
import { useLink } from '../connection/useLink.ts'
import { useStatus } from '../replica/useStatus.ts'
import { useNow } from '../ui/clock.ts'
import { connectionWords } from './connectionWords.ts'

/** The truth light and its button. */
export function useConnection() {
  const status = useStatus()
  const link = useLink()
  const now = useNow('second')
  const words = computed(() =>
    connectionWords(status.status, status.lost, { now: now.value, localNow: now.value - status.status.clockOffset }),
  )
  function tryNow(): void {
    void link.call('wake', { reason: 'asked' }).catch(() => {})
  }
  return { words, tryNow }
}
