import { expect, test } from 'vitest'
import { relayPace } from './relayPace.ts'

/** A relay that sends so many changes each time an import waits for it. */
function relay(waiting: number, sentPerWait: number) {
  const state = { waiting, time: 0, waits: 0 }
  const stop = new AbortController()
  const pace = relayPace({
    waiting: async () => state.waiting,
    now: () => state.time,
    wait: async (milliseconds) => {
      state.time += milliseconds
      state.waits++
      state.waiting = Math.max(state.waiting - sentPerWait, 0)
    },
    signal: stop.signal,
  })
  return { state, pace, stop }
}

test('while the relay keeps up nothing is held back', async () => {
  const { state, pace } = relay(400, 0)
  await pace()
  expect(state.waits).toBe(0)
})

test('a batch waits until the relay has sent what is before it', async () => {
  const { state, pace } = relay(5_000, 30)
  await pace()
  expect(state.waiting).toBeLessThanOrEqual(400)
  expect(state.time).toBeGreaterThan(2_000)
})

test('where no relay sends anything the import goes on, and does not wait again', async () => {
  const { state, pace } = relay(1_000, 0)
  await pace()
  expect(state.time).toBeLessThan(2_200)
  const { waits } = state
  await pace()
  expect(state.waits).toBe(waits)
})

test('an import that is asked to stop waits no longer', async () => {
  const { state, pace, stop } = relay(1_000, 0)
  stop.abort()
  await pace()
  expect(state.waits).toBe(0)
})
