import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WokenJob } from './WokenJob.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it runs when woken and by itself, once at a time, and a wake-up that comes while it runs is not lost', async () => {
  let [runs, underWay, most] = [0, 0, 0]
  let finish = (): void => {}
  const run = async (): Promise<boolean> => {
    runs++
    most = Math.max(most, ++underWay)
    await new Promise<void>((resolve) => (finish = resolve))
    underWay--
    return false
  }
  const job = new WokenJob({ every: 1_000, run, onError: () => {} })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(runs, 'by itself').toBe(1)
  job.wake()
  job.wake()
  finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(runs, 'for both at once').toBe(2)
  finish()
  await job.running
  job.wake()
  expect([runs, most]).toEqual([3, 1])
  finish()
  await job.stop()
  job.wake()
  await vi.advanceTimersByTimeAsync(5_000)
  expect([runs, vi.getTimerCount()], 'stopped').toEqual([3, 0])
})

test('it goes on while there is more, and what fails is said and tried again in its time', async () => {
  const answers = [true, true, false]
  const errors: unknown[] = []
  const run = async (): Promise<boolean> => {
    const next = answers.shift()
    if (next === undefined) throw new Error('away')
    return next
  }
  const job = new WokenJob({ every: 1_000, run, onError: (error) => errors.push(error) })
  job.wake()
  await job.running
  expect([answers.length, errors.length]).toEqual([0, 0])
  await vi.advanceTimersByTimeAsync(3_000)
  expect(errors).toHaveLength(3)
  await job.stop()
})
