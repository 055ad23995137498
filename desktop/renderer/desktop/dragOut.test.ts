import { expect, test } from 'vitest'
import { isOutside } from './dragOut.ts'

const frame = { screenX: 1920, screenY: 40, outerWidth: 1200, outerHeight: 800 }

test.each([
  [{ x: 1920, y: 40 }, false],
  [{ x: 3119, y: 839 }, false],
  [{ x: 1919, y: 400 }, true],
  [{ x: 3120, y: 400 }, true],
  [{ x: 2000, y: 39 }, true],
  [{ x: 2000, y: 840 }, true],
  [{ x: -300, y: 100 }, true],
])('let go of at %o it is outside: %s', (point, outside) => {
  expect(isOutside(point, frame)).toBe(outside)
})
