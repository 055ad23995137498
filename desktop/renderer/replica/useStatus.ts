import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { type Status } from '../../link/messages.ts'
import { setClockOffset } from '../ui/clock.ts'

const unknown: Status = {
  phase: 'starting',
  user: undefined,
  asOf: undefined,
  nextTryAt: undefined,
  polling: false,
  latency: undefined,
  clockOffset: 0,
  waiting: 0,
  problem: undefined,
  outdated: false,
  home: 'tab',
  durable: true,
}

/** Where the sync client stands: the truth light, and who is signed in. */
export const useStatus = defineStore('status', () => {
  const status = shallowRef(unknown)
  /** Said by the sync client at least once: before that nobody knows whether somebody is signed in. */
  const known = shallowRef(false)
  /** Why the sync client itself cannot be spoken to. */
  const lost = shallowRef<string>()

  function set(next: Status): void {
    status.value = next
    known.value = true
    lost.value = undefined
    setClockOffset(next.clockOffset)
  }

  function setLost(problem: string): void {
    lost.value = problem
  }

  const user = computed(() => status.value.user)
  const isTechnician = computed(() => user.value?.role === 'technician')
  const isSignedOut = computed(() => known.value && status.value.phase === 'signed_out')
  return { status, known, lost, user, isTechnician, isSignedOut, set, setLost }
})
