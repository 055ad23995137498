import { expect, test } from 'vitest'
import { nextStop, type Place } from './nextStop.ts'

const at = (column: number, line: number, height = 20): Place => {
  const [left, top] = [column * 100, line * 28]
  return { left, right: left + 80, top, bottom: top + height }
}

test('a column is walked down and up, and ends at its ends', () => {
  const column = [at(0, 0), at(0, 1), at(0, 2)]
  expect([0, 1, 2].map((from) => nextStop(column, from, 'down'))).toEqual([1, 2, 2])
  expect([0, 1, 2].map((from) => nextStop(column, from, 'up'))).toEqual([0, 0, 1])
})

test('in several columns down stays in its own, left and right go by their order', () => {
  const table = [at(0, 0), at(3, 0), at(0, 1), at(3, 1), at(0, 2), at(3, 2)]
  expect([nextStop(table, 1, 'down'), nextStop(table, 3, 'up'), nextStop(table, 2, 'down')]).toEqual([3, 1, 4])
  expect([nextStop(table, 1, 'right'), nextStop(table, 2, 'left'), nextStop(table, 5, 'right')]).toEqual([2, 1, 5])
})

test('what is missing in the next line leads to the nearest that is there', () => {
  const gap = [at(0, 0), at(3, 0), at(0, 1), at(3, 2)]
  expect([nextStop(gap, 1, 'down'), nextStop(gap, 2, 'down')]).toEqual([2, 3])
})

test('a link and the taller button beside it stand in one line', () => {
  const uneven = [at(0, 0), at(3, 0), { ...at(0, 1), top: 34, bottom: 44 }, at(3, 1)]
  expect([nextStop(uneven, 0, 'down'), nextStop(uneven, 1, 'down')]).toEqual([2, 3])
})
