import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromLocalText, nextHalfHour, toLocalText } from './scheduleText.ts'

test('a local time is the site’s, not the viewer’s', () => {
  expect(fromLocalText('2026-11-22T14:30', 'America/New_York')).toBe('2026-11-22T19:30:00.000Z')
  expect(toLocalText('2026-11-22T19:30:00.000Z', 'Asia/Tokyo')).toBe('2026-11-23T04:30')
})

test('an hour that clocks skip is moved forwards, one that happens twice is the first', () => {
  expect(fromLocalText('2026-03-08T02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z')
  expect(fromLocalText('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
})

test('nonsense is no time', () => {
  expect(fromLocalText('', 'America/New_York')).toBeUndefined()
  expect(fromLocalText('2026-13-40T99:99', 'America/New_York')).toBeUndefined()
})

test('any full minute outside clock changes survives both ways', () => {
  const minutes = fc.integer({ min: 29_000_000, max: 32_000_000 })
  fc.assert(
    fc.property(minutes, fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo'), (minute, zone) => {
      const at = new Date(minute * 60_000).toISOString()
      expect(fromLocalText(toLocalText(at, zone), zone)).toBe(at)
    }),
  )
})

test('the first offer is the next half hour', () => {
  expect(nextHalfHour(Date.parse('2026-11-22T14:07:00Z'), 'UTC')).toBe('2026-11-22T14:30')
  expect(nextHalfHour(Date.parse('2026-11-22T14:30:00Z'), 'UTC')).toBe('2026-11-22T15:00')
})
