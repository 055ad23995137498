import { expect, test } from 'vitest'
import { noFilter } from './ticketFilter.ts'
import { formatViewQuery, parseViewQuery } from './viewQuery.ts'

test('filters and search survive the address', () => {
  const view = { search: 'pothole', filter: { ...noFilter, status: ['open', 'new'], type: ['Noise, loud'] } }
  expect(parseViewQuery(formatViewQuery(view))).toEqual(view)
})

test('an empty list has an empty address', () => {
  expect(formatViewQuery({ search: ' ', filter: noFilter })).toEqual({})
  expect(parseViewQuery({})).toEqual({ search: '', filter: noFilter })
})

test('what somebody else wrote into the address does no harm', () => {
  expect(parseViewQuery({ q: ['a', 'b'], status: null })).toEqual({ search: 'a', filter: noFilter })
})
