import { expect, test } from 'vitest'
import { type TimeEntry } from '../../../api/contract/timeEntry.ts'
import { idOf } from '../testing/rows.ts'
import { describeItem } from './describeItem.ts'

const zone = 'America/New_York'
const now = Date.parse('2026-11-22T18:00:00Z')
const names = { technician: () => 'Tim Ruiz', site: () => 'Depot', time: () => '' }

function time(fields: Partial<TimeEntry>): string {
  const startedAt = '2026-11-22T15:00:00Z'
  const fixed = { id: idOf(1), version: 1, ticketId: idOf(2), createdAt: startedAt, updatedAt: startedAt }
  const data: TimeEntry = { ...fixed, name: 'Tim Ruiz', origin: 'manual', startedAt, ...fields }
  const row = { type: 'time_entry' as const, id: data.id, version: 1, data, pending: [], pendingFields: [] }
  const { who, did } = describeItem({ kind: 'time', key: 'k', at: now, row }, names, { now, zone })
  return `${who} ${did}`
}

test('time by hand says how much and when, time of a check-in that it runs', () => {
  const endedAt = '2026-11-22T15:45:00Z'
  expect(time({ endedAt, note: 'Radiators' })).toBe('Tim Ruiz entered 45 min, 10:00–10:45: Radiators')
  expect(time({ origin: 'check_in' })).toBe('Tim Ruiz is at work since 10:00')
  expect(time({ origin: 'check_in', endedAt })).toBe('Tim Ruiz was at work 10:00–10:45')
})
