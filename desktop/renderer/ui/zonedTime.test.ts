import { expect, test } from 'vitest'
import { age, clockTime, dayOf, duration, fullTime, hoverTime, shortTime, stretch } from './zonedTime.ts'

const at = Date.parse('2026-11-22T19:03:22Z')
const newYork = 'America/New_York'

test('a time of today is the clock, in the site’s zone', () => {
  expect(shortTime(at, at + 60_000, newYork)).toBe('14:03')
  expect(clockTime(at, 'Europe/Berlin')).toBe('20:03')
})

test('another day of this week has its weekday, others their date', () => {
  expect(shortTime(at, at + 2 * 24 * 3_600_000, newYork)).toBe('Sun 14:03')
  expect(shortTime(at, at + 20 * 24 * 3_600_000, newYork)).toBe('22 Nov 14:03')
  expect(shortTime(at, at + 200 * 24 * 3_600_000, newYork)).toBe('22 Nov 2026')
})

test('the day is the site’s: past midnight in one zone, not yet in another', () => {
  const late = Date.parse('2026-11-23T02:00:00Z')
  expect(dayOf(late, newYork)).toBe('2026-11-22')
  expect(dayOf(late, 'UTC')).toBe('2026-11-23')
})

test('on hover the site’s full time, and the viewer’s where it differs', () => {
  expect(fullTime(at, newYork)).toBe('Sunday 22 November 2026, 14:03:22 EST')
  expect(hoverTime(at, newYork, newYork)).not.toContain('\n')
  expect(hoverTime(at, newYork, 'Asia/Tokyo')).toMatch(/EST\nMonday 23 November 2026, 04:03:22 .+ \(yours\)$/)
})

test('a zone nobody knows is shown as UTC instead of failing', () => {
  expect(clockTime(at, 'Mars/Olympus')).toBe('19:03')
})

test('ages and durations', () => {
  expect([10_000, 4 * 60_000, 3 * 3_600_000, 47 * 3_600_000, 49 * 3_600_000].map(age)).toEqual([
    'now',
    '4 min',
    '3 h',
    '47 h',
    '2 d',
  ])
  expect([5_000, 724_000, 3 * 3_600_000 + 720_000, 52 * 3_600_000].map(duration)).toEqual([
    '0:05',
    '12:04',
    '3 h 12 min',
    '2 d 4 h',
  ])
  expect(stretch(9 * 60_000)).toBe('9 min')
})
