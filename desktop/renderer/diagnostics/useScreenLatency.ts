import { defineStore } from 'pinia'
import { shallowRef, triggerRef } from 'vue'
import { useStatus } from '../replica/useStatus.ts'
import { ScreenLatency } from './ScreenLatency.ts'

/** Measures in this window when changes are painted. A window that is not looked at paints nothing, and measures nothing. */
export const useScreenLatency = defineStore('screenLatency', () => {
  const status = useStatus()
  const latency = shallowRef(new ScreenLatency())
  let waiting: number[] = []

  /** These were committed then, and are about to be drawn. */
  function painting(committedAt: readonly number[]): void {
    if (committedAt.length === 0 || document.hidden) return
    const isFirst = waiting.length === 0
    waiting.push(...committedAt)
    // What is drawn in this frame is on screen once the next task runs.
    if (isFirst) requestAnimationFrame(() => setTimeout(painted))
  }

  function painted(): void {
    // To the millisecond: the clock that times on screen go by leaves out half a second.
    latency.value.add(waiting, Date.now() + status.status.clockOffset)
    waiting = []
    triggerRef(latency)
  }

  return { latency, painting }
})
