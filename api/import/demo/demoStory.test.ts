import { expect, test } from 'vitest'
import { demoPlots } from './demoPlots.ts'
import { readDemoRows } from './demoRows.ts'
import { demoStory } from './demoStory.ts'
import { scheduledTime } from './scheduledTime.ts'
import { seededRandom } from './seededRandom.ts'

const now = new Date('2026-11-22T15:07:00.000Z')

test('every real row of the cut has a plot and a place of its own', () => {
  const rows = readDemoRows(now)
  expect(rows).toHaveLength(60)
  expect(demoPlots.reduce((sum, plot) => sum + plot.count, 0)).toBe(60)
  expect(new Set(rows.map((row) => row.site.name)).size).toBe(60)
  expect(new Set(rows.map((row) => row.externalRef)).size).toBe(60)
})

test('the same seed tells the same story, moved to another now', () => {
  const told = (at: Date) => demoStory(readDemoRows(now), at, seededRandom(60))
  const later = new Date(now.getTime() + 3600_000)
  expect(told(now)).toEqual(told(now))
  expect(told(later).map((step) => step.at.getTime() - 3600_000)).toEqual(told(now).map((step) => step.at.getTime()))
})

test('schedules lie on the quarter of an hour, tomorrow`s at nine in New York also when the clocks change', () => {
  expect(scheduledTime(135, now)).toBe('2026-11-22T17:15:00.000Z')
  expect(scheduledTime(-45, now)).toBe('2026-11-22T14:15:00.000Z')
  expect(scheduledTime('tomorrow', now)).toBe('2026-11-23T14:00:00.000Z')
  expect(scheduledTime('tomorrow', new Date('2026-10-31T23:00:00.000Z'))).toBe('2026-11-01T14:00:00.000Z')
  expect(scheduledTime('tomorrow', new Date('2026-10-30T23:00:00.000Z'))).toBe('2026-10-31T13:00:00.000Z')
})
