import fc from 'fast-check'
import { expect, test } from 'vitest'
import { priorities, ticketStatuses } from '../../../api/contract/ticket.ts'
import { formatSort } from '../list/listSort.ts'
import { aRow, idOf } from '../testing/rows.ts'
import { compareAge, compareTickets, mergeSorted, parseSort, sortByAgeGroups, sortColumns } from './ticketOrder.ts'
import { type TicketRow } from './ticketRow.ts'

const times = fc.constantFrom('2026-11-20T08:00:00.000Z', '2026-11-21T08:00:00.000Z', '2026-11-22T08:00:00.000Z')
const aSort = fc.record({ column: fc.constantFrom(...sortColumns), descending: fc.boolean() })

function row(number: number): fc.Arbitrary<TicketRow> {
  return fc
    .record({
      title: fc.constantFrom('Pothole', 'pothole', 'Broken lamp', 'Élan', 'Zebra crossing'),
      priority: fc.constantFrom(...priorities),
      status: fc.constantFrom(...ticketStatuses),
      createdAt: times,
      updatedAt: times,
      scheduledFor: fc.option(times, { nil: undefined }),
    })
    .map(({ scheduledFor, ...changes }) =>
      aRow({ id: idOf(number), number, ...changes, ...(scheduledFor === undefined ? {} : { scheduledFor }) }),
    )
}
const rows = fc
  .integer({ min: 0, max: 40 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, i) => row(i + 1))))

const idsOf = (all: readonly TicketRow[]): string[] => all.map(({ id }) => id)

test('sorting by groups of age gives the same order as comparing row by row', () => {
  fc.assert(
    fc.property(rows, aSort, (all, sort) => {
      const byAge = all.toSorted(compareAge)
      expect(idsOf(sortByAgeGroups(byAge, sort))).toEqual(idsOf(all.toSorted(compareTickets(sort))))
    }),
  )
})

test('merging what changed gives the same order as sorting anew', () => {
  fc.assert(
    fc.property(rows, rows, aSort, (before, changed, sort) => {
      const compare = compareTickets(sort)
      const dropped = new Set(idsOf(changed))
      const merged = mergeSorted(before.toSorted(compare), dropped, changed, compare)
      const anew = [...before.filter(({ id }) => !dropped.has(id)), ...changed].toSorted(compare)
      expect(idsOf(merged)).toEqual(idsOf(anew))
    }),
  )
})

test('of equals the oldest comes first, in both directions', () => {
  const old = aRow({ id: idOf(1), createdAt: '2026-11-20T08:00:00.000Z' })
  const young = aRow({ id: idOf(2), createdAt: '2026-11-21T08:00:00.000Z' })
  for (const descending of [false, true]) {
    expect([young, old].toSorted(compareTickets({ column: 'priority', descending }))).toEqual([old, young])
  }
})

test('what has no schedule comes after what has one', () => {
  const planned = aRow({ id: idOf(1), scheduledFor: '2026-11-22T08:00:00.000Z' })
  const never = aRow({ id: idOf(2) })
  expect([never, planned].toSorted(compareTickets({ column: 'scheduledFor', descending: false }))).toEqual([
    planned,
    never,
  ])
})

test('a sort survives its text form, and nonsense is none', () => {
  fc.assert(
    fc.property(aSort, (sort) => {
      expect(parseSort(formatSort(sort))).toEqual(sort)
    }),
  )
  expect(parseSort('-nonsense')).toBeUndefined()
  expect(parseSort(undefined)).toBeUndefined()
})
