import { expect, test } from 'vitest'
import { aChange, aSite, aTicket, idOf } from '../testing/rows.ts'
import { geoLink, siteRows } from './siteRows.ts'

function siteChange(number: number) {
  const data = aSite({ id: idOf(number) })
  return { type: 'site' as const, id: data.id, version: 1, data, pending: [], pendingFields: [] }
}

test('a site counts the tickets that are open there, and no others', () => {
  const tickets = [
    aChange(aTicket({ id: idOf(1), siteId: idOf(500) })),
    aChange(aTicket({ id: idOf(2), siteId: idOf(500), status: 'closed' })),
    aChange(aTicket({ id: idOf(3), siteId: idOf(501), status: 'on_hold' })),
  ]
  const rows = siteRows([siteChange(500), siteChange(501), siteChange(502)], tickets, [])
  expect(rows.map(({ openTickets }) => openTickets)).toEqual([1, 1, 0])
})

test('a map opens at the coordinates, and by the address where there are none', () => {
  expect(geoLink(aSite({ latitude: 40.7, longitude: -73.9 }))).toBe('geo:40.7,-73.9')
  expect(geoLink(aSite({ address: '1 Main St & 2nd' }))).toBe('geo:0,0?q=1%20Main%20St%20%26%202nd')
})
