import { expect, test } from 'vitest'
import { median, mediansOf, percentile } from './statistics.ts'

test('a percentile is one of the values: the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100])
  expect(percentile([7], 0.95)).toBe(7)
  expect(percentile(Float64Array.of(10, 9), 0.5)).toBe(9)
  expect(percentile([], 0.5)).toBeNaN()
})

test('the median of an even number of rounds is the mean of the two in the middle', () => {
  expect(median([10, 1, 100])).toBe(10)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
})

test('each figure has its own median', () => {
  const rounds = [
    { ms: 1, bytes: 30 },
    { ms: 2, bytes: 10 },
    { ms: 3, bytes: 20 },
  ]
  expect(mediansOf(rounds)).toEqual({ ms: 2, bytes: 20 })
})
