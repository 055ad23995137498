import { expect, test } from 'vitest'
import { aRow, aTicket, idOf } from '../testing/rows.ts'
import { isLate, viewsFor } from './ticketViews.ts'

const now = Date.parse('2026-11-22T14:00:00.000Z')
const past = '2026-11-22T13:00:00.000Z'

function viewsOf(row: ReturnType<typeof aRow>, technicianId?: string): string[] {
  return viewsFor(technicianId !== undefined)
    .filter((view) => view.holds(row, { now, technicianId }))
    .map(({ id }) => id)
}

test('late is what should have begun and has nobody on the way', () => {
  expect(isLate(aTicket({ scheduledFor: past }), now)).toBe(true)
  expect(isLate(aTicket({ scheduledFor: past, startedAt: past }), now)).toBe(false)
  expect(isLate(aTicket({ scheduledFor: past, status: 'on_hold', holdReason: 'parts' }), now)).toBe(false)
  expect(isLate(aTicket({ scheduledFor: past, status: 'cancelled' }), now)).toBe(false)
  expect(isLate(aTicket({ scheduledFor: '2026-11-22T15:00:00.000Z' }), now)).toBe(false)
  expect(isLate(aTicket(), now)).toBe(false)
})

test('an open ticket without technicians is unassigned', () => {
  expect(viewsOf(aRow())).toEqual(['open', 'unassigned', 'all'])
  expect(viewsOf(aRow({ assigneeIds: [idOf(700)], status: 'assigned' }))).toEqual(['open', 'all'])
})

test('completed today goes by the day of the site', () => {
  const newYork = { site: () => ({ name: 'NY', timeZone: 'America/New_York' }) }
  const tokyo = { site: () => ({ name: 'Tokyo', timeZone: 'Asia/Tokyo' }) }
  // 04:30 UTC: still the 21st in New York, already the 22nd in Tokyo.
  const done = { status: 'completed' as const, completedAt: '2026-11-22T04:30:00.000Z' }
  expect(viewsOf(aRow(done, newYork))).toEqual(['all'])
  expect(viewsOf(aRow(done, tokyo))).toEqual(['done-today', 'all'])
})

test('a technician sees their own jobs and the pool, never both at once', () => {
  const me = idOf(700)
  expect(viewsOf(aRow({ assigneeIds: [me], status: 'assigned' }), me)).toEqual(['mine'])
  expect(viewsOf(aRow(), me)).toEqual(['pool'])
  expect(viewsOf(aRow({ assigneeIds: [idOf(701)], status: 'assigned' }), me)).toEqual([])
})

test('keys of views are unlike each other', () => {
  for (const views of [viewsFor(true), viewsFor(false)]) {
    expect(new Set(views.map(({ key }) => key)).size).toBe(views.length)
  }
})
