import { expect, test } from 'vitest'
import { spanWords, spent, timeRefusalWords } from './timeWords.ts'

const zone = 'America/New_York'
const now = Date.parse('2026-11-22T18:00:00Z')

test('a span says its day where it is not today, and that it runs', () => {
  const span = (startedAt: string, endedAt?: string) =>
    spanWords(endedAt === undefined ? { startedAt } : { startedAt, endedAt }, now, zone)
  expect(span('2026-11-22T15:00:00Z', '2026-11-22T15:45:00Z')).toBe('10:00–10:45')
  expect(span('2026-11-21T15:00:00Z', '2026-11-21T15:45:00Z')).toBe('Sat 10:00–10:45')
  expect(span('2026-11-22T15:00:00Z')).toBe('10:00, running')
})

test('what runs takes until now', () => {
  expect(spent({ startedAt: '2026-11-22T17:00:00Z' }, now)).toBe(3_600_000)
  expect(spent({ startedAt: '2026-11-22T17:00:00Z', endedAt: '2026-11-22T17:10:00Z' }, now)).toBe(600_000)
})

test('an overlap is said in the site’s time, other refusals as the server says them', () => {
  const current = { id: 'x', startedAt: '2026-11-22T15:00:00Z', endedAt: null }
  const overlap = { code: 'conflict' as const, message: 'from 2026-11-22T15:00:00Z', details: { current } }
  expect(timeRefusalWords(overlap, now, zone)).toBe('This overlaps another entry of the same person: 10:00, running.')
  const ahead = { code: 'invalid_input' as const, message: 'Time that lies ahead cannot be entered.', details: {} }
  expect(timeRefusalWords(ahead, now, zone)).toBe(ahead.message)
})
