import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { restAfter, useAttention } from './useAttention.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('who points or types is attentive until they look away, or have done nothing for half a minute', async () => {
  const isThere = shallowRef(false)
  const scope = effectScope()
  const { isAttentive, stir } = scope.run(() => useAttention(() => isThere.value)) ?? expect.fail('no scope')
  expect(isAttentive.value).toBe(false)
  isThere.value = true
  await nextTick()
  vi.advanceTimersByTime(restAfter - 1)
  expect(isAttentive.value).toBe(true)
  stir()
  vi.advanceTimersByTime(restAfter - 1)
  expect(isAttentive.value, 'counted from the last thing done').toBe(true)
  vi.advanceTimersByTime(1)
  expect(isAttentive.value).toBe(false)
  stir()
  expect(isAttentive.value, 'and again with the next').toBe(true)
  isThere.value = false
  await nextTick()
  expect([isAttentive.value, vi.getTimerCount()]).toEqual([false, 0])
  scope.stop()
})
