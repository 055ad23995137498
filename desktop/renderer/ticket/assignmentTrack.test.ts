import { expect, test } from 'vitest'
import { anAssignment } from '../testing/rows.ts'
import { assignmentTrack, intervals } from './assignmentTrack.ts'

test('the track shows where they are; paused is working that rests', () => {
  const here = (state: Parameters<typeof anAssignment>[0]) =>
    assignmentTrack(anAssignment(state)).find(({ isHere }) => isHere)
  expect(here({ state: 'en_route' })?.label).toBe('En route')
  expect(here({ state: 'paused' })?.state).toBe('working')
  expect(here({ state: 'done' })).toBeUndefined()
})

test('a step that was skipped has no time', () => {
  const track = assignmentTrack(anAssignment({ state: 'on_site', onSiteAt: '2026-11-22T14:20:00.000Z' }))
  expect(track.map(({ at }) => at !== undefined)).toEqual([true, false, false, false, true, false])
})

test('stretches that are over have a length: turnout, travel, on scene, total', () => {
  const done = anAssignment({
    state: 'done',
    assignedAt: '2026-11-22T14:00:00.000Z',
    dispatchedAt: '2026-11-22T14:02:00.000Z',
    enRouteAt: '2026-11-22T14:11:00.000Z',
    onSiteAt: '2026-11-22T14:34:00.000Z',
    doneAt: '2026-11-22T15:32:00.000Z',
  })
  expect(intervals(done).map(({ label, ms }) => [label, ms / 60_000])).toEqual([
    ['Turnout', 9],
    ['Travel', 23],
    ['On scene', 58],
    ['Total', 92],
  ])
  expect(intervals(anAssignment())).toEqual([])
})
