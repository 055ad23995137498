import fc from 'fast-check'
import { expect, test } from 'vitest'
import { restartPause } from './restartPause.ts'

test('the first restart comes at once, each later one no sooner than the one before, and none waits longer than ten seconds', () => {
  expect(restartPause(1)).toBeLessThanOrEqual(50)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (ends) => {
      expect(restartPause(ends + 1)).toBeGreaterThanOrEqual(restartPause(ends))
      expect(restartPause(ends)).toBeLessThanOrEqual(10_000)
    }),
  )
})
