import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatListQuery } from '../list/listQuery.ts'
import { readKeptViews, type KeptView } from '../list/keptViews.ts'
import { searchTexts } from '../list/searchTexts.ts'
import { aRow } from '../testing/rows.ts'
import { keptTicketView } from './keptTicketView.ts'
import { filterTest, noFilter } from './ticketFilter.ts'
import { viewsFor } from './ticketViews.ts'

const given = viewsFor(false)
const viewing = { now: Date.parse('2026-11-22T12:00:00Z'), technicianId: undefined }
const kept: KeptView = {
  id: 'own',
  list: 'tickets',
  base: 'open',
  label: 'Heat',
  query: { q: 'heat', priority: 'P1,P2' },
  sort: '-createdAt',
}
const rows = ['No heat', 'Heat, loud', 'Pothole'].flatMap((title, at) =>
  (['P1', 'P2', 'P3'] as const).flatMap((priority) =>
    (['open', 'assigned', 'closed'] as const).map((status, index) =>
      aRow({ id: `${at}${priority}${index}`, title, priority, status }),
    ),
  ),
)

test('a view of one’s own holds what its base narrowed by words and values shows', () => {
  const open = given.find(({ id }) => id === 'open')
  fc.assert(
    fc.property(
      fc.subarray(['P1', 'P2', 'P3']),
      fc.subarray(['open', 'assigned', 'closed']),
      fc.constantFrom('', 'heat', 'heat loud', 'POTHOLE'),
      (priority, status, search) => {
        const filter = { ...noFilter, priority, status }
        const view = keptTicketView({ ...kept, query: formatListQuery({ search, filter }) }, given)
        const inBase = rows.filter((row) => open?.holds(row, viewing))
        const listed = searchTexts(inBase.filter(filterTest(filter) ?? (() => true)), search)
        const held = rows.filter((row) => view?.holds(row, viewing))
        expect(held.map(({ id }) => id)).toEqual(listed.map(({ id }) => id))
      },
    ),
  )
})

test('it keeps its order, and is not there where its base is not', () => {
  expect(keptTicketView(kept, given)).toMatchObject({ label: 'Heat', sort: { column: 'createdAt', descending: true } })
  expect(keptTicketView({ ...kept, base: 'mine' }, given)).toBeUndefined()
})

test('what is stored and is no view is left out', () => {
  expect(readKeptViews([kept, null, 7, { ...kept, query: { q: 1 } }, { ...kept, label: undefined }])).toEqual([kept])
  const shared = { ...kept, columns: { due: true }, shared: true, owner: { id: 'dana', name: 'Dana' } }
  expect(readKeptViews([shared])).toEqual([shared])
  for (const wrong of [{ columns: { due: 1 } }, { shared: 'yes' }, { owner: { id: 'dana' } }, { owner: 'dana' }])
    expect(readKeptViews([{ ...kept, ...wrong }])).toEqual([])
  expect(readKeptViews('nonsense')).toEqual([])
})
