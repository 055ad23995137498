import { expect, test } from 'vitest'
import { aRow, idOf } from '../testing/rows.ts'
import { countValues, filterTest, noFilter, nobody } from './ticketFilter.ts'

const tim = idOf(700)
const rows = [
  aRow({ id: idOf(1), status: 'open', priority: 'P1', type: 'Noise' }),
  aRow({ id: idOf(2), status: 'assigned', priority: 'P1', type: 'Water', assigneeIds: [tim] }),
  aRow({ id: idOf(3), status: 'assigned', priority: 'P3', type: 'Noise', assigneeIds: [tim, idOf(701)] }),
]

function passing(filter: Partial<typeof noFilter>): number[] {
  const test = filterTest({ ...noFilter, ...filter })
  return rows.flatMap((row, index) => (test === undefined || test(row) ? [index + 1] : []))
}

test('no values filter nothing', () => {
  expect(filterTest(noFilter)).toBeUndefined()
})

test('values of one field mean or, fields mean and', () => {
  expect(passing({ priority: ['P1', 'P3'] })).toEqual([1, 2, 3])
  expect(passing({ priority: ['P1'], type: ['Noise'] })).toEqual([1])
})

test('a technician fits where they are one of the crew, nobody where there is none', () => {
  expect(passing({ technician: [tim] })).toEqual([2, 3])
  expect(passing({ technician: [nobody] })).toEqual([1])
  expect(passing({ technician: [nobody, idOf(701)] })).toEqual([1, 3])
})

test('counts of values agree with what each filters to', () => {
  const counts = countValues(rows, 'type')
  for (const [type, count] of counts) expect(passing({ type: [type] })).toHaveLength(count)
  expect(countValues(rows, 'technician').get(tim)).toBe(2)
})
