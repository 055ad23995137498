import { expect, test } from 'vitest'
import { fromLocalTime } from './localTime.ts'

const inNewYork = (text: string): string | undefined => fromLocalTime(text, 'America/New_York')?.toISOString()

test('local times follow the zone through the year', () => {
  expect(inNewYork('2024-04-16T03:03:15.000')).toBe('2024-04-16T07:03:15.000Z')
  expect(inNewYork('2024-01-16T03:03:15.000')).toBe('2024-01-16T08:03:15.000Z')
})

test('an hour that the clocks skip counts from before the change', () => {
  expect(inNewYork('2024-03-10T01:59:59.000')).toBe('2024-03-10T06:59:59.000Z')
  expect(inNewYork('2024-03-10T02:30:00.000')).toBe('2024-03-10T07:30:00.000Z')
  expect(inNewYork('2024-03-10T03:00:00.000')).toBe('2024-03-10T07:00:00.000Z')
})

test('of an hour that the clocks repeat the first is meant', () => {
  expect(inNewYork('2024-11-03T01:30:00.000')).toBe('2024-11-03T05:30:00.000Z')
  expect(inNewYork('2024-11-03T02:00:00.000')).toBe('2024-11-03T07:00:00.000Z')
})

test('dates as the web page exports them are read too', () => {
  expect(inNewYork('04/16/2024 12:03:15 AM')).toBe('2024-04-16T04:03:15.000Z')
  expect(inNewYork('04/16/2024 12:03:15 PM')).toBe('2024-04-16T16:03:15.000Z')
})

test.for([
  '',
  'yesterday',
  '2024-02-30T03:03:15.000',
  '2024-13-01T00:00:00',
  '2024-04-16T25:00:00',
  '2024-04-16',
  '04/16/2024 13:00:00 PM',
])('%j is no date', (text) => {
  expect(inNewYork(text)).toBeUndefined()
})
