import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pageOf } from './wallPages.ts'

test('over its turns every item is shown exactly once, and none where it does not fit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (items, size) => {
      const { pages } = pageOf(items, size, 0)
      const shown = Array.from({ length: pages }, (_, turn) => pageOf(items, size, turn).items)
      expect(shown.flat()).toEqual(items)
      expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(size)
      expect(pageOf(items, size, pages)).toEqual(pageOf(items, size, 0))
    }),
  )
})
