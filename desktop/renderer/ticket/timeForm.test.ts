import { expect, test } from 'vitest'
import { newTime, timeFields, timeInput, timeProblem } from './timeForm.ts'

const zone = 'America/New_York'
const entry = {
  startedAt: '2026-11-22T15:00:00.000Z',
  endedAt: '2026-11-22T15:45:00.000Z',
  note: 'Bled the radiators',
  technicianId: '01980000-0000-7000-8000-000000000700',
}

test('what was refused comes back as it was typed, and is sent the same again', () => {
  expect(timeInput(timeFields(entry, zone), zone)).toEqual(entry)
  expect(timeInput(timeFields({ startedAt: entry.startedAt }, zone), zone)).toEqual({
    startedAt: entry.startedAt,
    endedAt: null,
    note: null,
  })
})

test('the first offer is the half hour that has just passed, in the site’s time', () => {
  expect(newTime(Date.parse('2026-11-22T15:20:00Z'), zone)).toMatchObject({
    from: '2026-11-22T09:50',
    to: '2026-11-22T10:20',
  })
})

test('an end before the beginning is said before it is sent', () => {
  const fields = { technicianId: '', from: '2026-11-22T10:00', to: '2026-11-22T09:00', note: '' }
  expect(timeProblem(fields, zone)).toBe('It must end after it begins.')
  expect(timeProblem({ ...fields, to: '' }, zone)).toBeUndefined()
  expect(timeProblem({ ...fields, from: '' }, zone)).toBe('Say when it began.')
})
