import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClockOffset } from './clockOffset.ts'

test('S18 whatever the delays, the estimate is off by no more than the fastest way', () => {
  const delays = fc.array(
    fc.record({ there: fc.integer({ min: 5, max: 400 }), back: fc.integer({ min: 5, max: 400 }) }),
    { minLength: 3, maxLength: 30 },
  )
  fc.assert(
    fc.property(delays, fc.integer({ min: -86_400_000, max: 86_400_000 }), (each, truth) => {
      const clock = createClockOffset()
      let now = 1_764_000_000_000
      for (const { there, back } of each) {
        const date = Math.floor((now + there + truth) / 1000) * 1000
        clock.sawDate(date, now, now + there + back)
        now += 1_000
        clock.sawStamp(now + truth, now + back)
        now += 9_000
      }
      const fastest = Math.min(...each.map(({ back }) => back))
      const shortest = Math.min(...each.map(({ there, back }) => there + back))
      expect(Math.abs(clock.offset - truth)).toBeLessThanOrEqual(Math.max(fastest, shortest / 2) + 1)
    }),
  )
})

test('S18 when a clock is set, what was known before is forgotten with the first sample that contradicts it', () => {
  const clock = createClockOffset()
  expect([clock.offset, clock.known]).toEqual([0, false])
  clock.sawDate(10_000, 10_000, 10_040)
  clock.sawStamp(10_500, 10_510)
  clock.sawDate(100_000, 50_000, 50_010)
  expect([clock.offset, clock.known]).toEqual([49_995, true])
})
