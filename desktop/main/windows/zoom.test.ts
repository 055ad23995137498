import { expect, test } from 'vitest'
import { readZoom, zoomAfter } from './zoom.ts'

test('steps lead up and down, end at the ends, and lead back', () => {
  expect([zoomAfter(1, 'in'), zoomAfter(1, 'out'), zoomAfter(1.75, 'reset')]).toEqual([1.1, 0.9, 1])
  expect([zoomAfter(3, 'in'), zoomAfter(0.5, 'out')]).toEqual([3, 0.5])
  expect(zoomAfter(1.17, 'in')).toBe(1.25)
  expect([readZoom(NaN), readZoom(90), readZoom(1.1)]).toEqual([1, 3, 1.1])
})
