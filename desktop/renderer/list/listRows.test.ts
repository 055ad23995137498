import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFilterValues, filterRows, searchRows, sortRows, type ListColumn, type ListFilter } from './listRows.ts'

interface Part {
  id: string
  version: number
  pending: string[]
  name: string
  kinds: string[]
  count: number | undefined
}

function part(id: string, name: string, count?: number, kinds: string[] = []): Part {
  return { id, version: 1, pending: [], name, kinds, count }
}

const columns: ListColumn<Part>[] = [
  { id: 'name', label: 'Name', min: 100, grow: 1, drop: 0, value: ({ name }) => name, text: ({ name }) => name },
  { id: 'count', label: 'Count', min: 50, grow: 0, drop: 0, value: ({ count }) => count },
]
const kinds: ListFilter<Part> = {
  id: 'kind',
  label: 'Kind',
  labelOf: (value) => value,
  valuesOf: (row) => row.kinds,
}
const idsOf = (rows: readonly Part[]): string[] => rows.map(({ id }) => id)
const byCount = (descending: boolean) => ({ column: 'count', descending })

test('names sort whatever their case and accents', () => {
  const rows = [part('1', 'zebra'), part('2', 'Élan'), part('3', 'apple')]
  expect(idsOf(sortRows(rows, columns, { column: 'name', descending: false }))).toEqual(['3', '2', '1'])
})

test('what has no value comes last in both directions', () => {
  const rows = [part('1', 'a'), part('2', 'b', 5), part('3', 'c', 7)]
  expect(idsOf(sortRows(rows, columns, byCount(false)))).toEqual(['2', '3', '1'])
  expect(idsOf(sortRows(rows, columns, byCount(true)))).toEqual(['3', '2', '1'])
})

test('the order is one and the same, however the rows come', () => {
  const some = fc.uniqueArray(
    fc.record({ id: fc.uuid(), count: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) }),
    { selector: ({ id }) => id },
  )
  fc.assert(
    fc.property(some, fc.boolean(), (given, descending) => {
      const rows = given.map(({ id, count }) => part(id, '', count))
      const sorted = sortRows(rows, columns, byCount(descending))
      expect(sortRows(rows.toReversed(), columns, byCount(descending))).toEqual(sorted)
    }),
  )
})

test('values of a field mean or, and counts agree with what each filters to', () => {
  const rows = [part('1', 'a', 1, ['x']), part('2', 'b', 1, ['x', 'y']), part('3', 'c', 1, ['z'])]
  expect(idsOf(filterRows(rows, [kinds], { kind: ['y', 'z'] }))).toEqual(['2', '3'])
  expect(filterRows(rows, [kinds], {})).toBe(rows)
  for (const [kind, count] of countFilterValues(rows, kinds))
    expect(filterRows(rows, [kinds], { kind: [kind] })).toHaveLength(count)
})

test('the texts of the columns are searched', () => {
  const rows = [part('1', 'Pump seal'), part('2', 'Café table')]
  expect(idsOf(searchRows(rows, columns, 'cafe'))).toEqual(['2'])
  expect(searchRows(rows, columns, ' ')).toBe(rows)
})
