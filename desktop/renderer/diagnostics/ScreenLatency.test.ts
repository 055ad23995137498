import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ScreenLatency } from './ScreenLatency.ts'

test('nothing that came says nothing', () => {
  const latency = new ScreenLatency()
  expect([latency.count, latency.last, latency.percentile(0.5), latency.percentile(0.95)]).toEqual([
    0,
    undefined,
    undefined,
    undefined,
  ])
  expect(latency.bars().every(({ count }) => count === 0)).toBe(true)
})

test('percentiles are of what was measured, and clocks that differ do not make it negative', () => {
  const latency = new ScreenLatency()
  latency.add([1_000], 990)
  for (let ms = 1; ms <= 99; ms++) latency.add([1_000 - ms], 1_000)
  expect([latency.percentile(0.5), latency.percentile(0.95), latency.percentile(1), latency.last]).toEqual([
    49, 94, 99, 99,
  ])
})

test('the last 500 count, each in one bar', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { maxLength: 900 }), (took) => {
      const latency = new ScreenLatency()
      latency.add(
        took.map((ms) => 100_000 - ms),
        100_000,
      )
      const counted = latency.bars().reduce((sum, { count }) => sum + count, 0)
      expect([latency.count, counted]).toEqual([Math.min(500, took.length), Math.min(500, took.length)])
      const recent = took.slice(-500)
      expect(latency.percentile(1)).toBe(recent.length > 0 ? Math.max(...recent) : undefined)
    }),
  )
})
