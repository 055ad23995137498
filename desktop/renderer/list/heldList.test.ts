import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aRow, idOf } from '../testing/rows.ts'
import { arrivalsIn, holdList } from './heldList.ts'
import { type TicketRow } from '../tickets/ticketRow.ts'

const row = (number: number): TicketRow => aRow({ id: idOf(number), number })
const rowsOf = (...numbers: number[]): TicketRow[] => numbers.map(row)
const numbersOf = (rows: readonly TicketRow[]): number[] => rows.map(({ ticket }) => ticket.number)

function hold(shown: number[], fresh: number[], lastVisible: number, existing = [...shown, ...fresh]) {
  const held = holdList({
    shown: rowsOf(...shown),
    fresh: rowsOf(...fresh),
    rowOf: (id) => rowsOf(...existing).find((each) => each.id === id),
    lastVisible,
  })
  return { rows: numbersOf(held.rows), left: [...held.left], arrived: held.arrived }
}

test('what would push rows away waits and is counted', () => {
  expect(hold([1, 2, 3], [9, 1, 2, 8, 3], 2)).toEqual({ rows: [1, 2, 3], left: [], arrived: 2 })
})

test('what comes in below what can be seen comes in at once', () => {
  expect(hold([1, 2, 3, 4], [1, 2, 8, 3, 4, 9], 1)).toEqual({ rows: [1, 2, 8, 3, 4, 9], left: [], arrived: 0 })
})

test('what no longer belongs stays until they look away', () => {
  expect(hold([1, 2, 3], [1, 3], 2)).toEqual({ rows: [1, 2, 3], left: [idOf(2)], arrived: 0 })
})

test('what does not exist any more goes at once', () => {
  expect(hold([1, 2, 3], [1, 3], 2, [1, 3])).toEqual({ rows: [1, 3], left: [], arrived: 0 })
})

test('a new order waits', () => {
  expect(hold([1, 2, 3], [3, 2, 1], 2)).toEqual({ rows: [1, 2, 3], left: [], arrived: 0 })
})

test('an empty list shows what comes', () => {
  expect(hold([], [1, 2], -1)).toEqual({ rows: [1, 2], left: [], arrived: 0 })
})

const some = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 15 })

test('rows in sight keep their order, none is shown twice, and none is lost without being counted', () => {
  fc.assert(
    fc.property(some, some, fc.integer({ min: -1, max: 14 }), (shown, fresh, lastVisible) => {
      const held = hold(shown, fresh, lastVisible)
      expect(held.rows.filter((each) => shown.includes(each))).toEqual(shown)
      expect(new Set(held.rows).size).toBe(held.rows.length)
      const missing = fresh.filter((each) => !held.rows.includes(each))
      expect(missing).toHaveLength(held.arrived)
      expect(held.rows.slice(0, Math.min(lastVisible, shown.length - 1) + 1)).toEqual(
        shown.slice(0, Math.min(lastVisible, shown.length - 1) + 1),
      )
    }),
  )
})

test('only rows in sight that were not near there slide in', () => {
  expect([...arrivalsIn(rowsOf(1, 2, 3), rowsOf(9, 1, 2, 3, 8), { first: 0, last: 2 })]).toEqual([idOf(9)])
})
