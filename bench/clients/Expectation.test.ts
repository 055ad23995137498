import { expect, test } from 'vitest'
import { Expectation } from './Expectation.ts'

test('a ticket counts from the first moment its version, or a newer one, is held', () => {
  let complete = 0
  const expectation = new Expectation(
    [
      { id: 'a', version: 2 },
      { id: 'b', version: 5 },
    ],
    () => complete++,
  )
  expectation.saw('a', 1)
  expectation.saw('c', 9)
  expect(expectation.moments).toEqual(Float64Array.of(NaN, NaN))
  expectation.saw('b', 6)
  const [, first] = expectation.moments
  expectation.saw('b', 7)
  expect(expectation.moments).toEqual(Float64Array.of(NaN, first ?? NaN))
  expect(complete).toBe(0)
  expectation.saw('a', 2)
  expect(complete).toBe(1)
  expect(expectation.moments.every((moment) => moment > 0)).toBe(true)
})
