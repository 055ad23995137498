import { expect, test } from 'vitest'
import { aChange, anAssignment, aTicket, idOf } from '../testing/rows.ts'
import { type Assignment } from '../../../api/contract/assignment.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { jobsByTechnician } from './technicianJobs.ts'

const tim = idOf(700)

function job(number: number, ticket: Partial<Ticket>, assignment: Partial<Assignment> = {}) {
  const own = anAssignment({ id: idOf(900 + number), ticketId: idOf(number), technicianId: tim, ...assignment })
  return aChange(aTicket({ id: idOf(number), number, assignments: [own], assigneeIds: [own.technicianId], ...ticket }))
}

function numbersOf(...rows: ReturnType<typeof job>[]): number[] {
  return (jobsByTechnician(rows).get(tim) ?? []).map(({ ticket }) => ticket.number)
}

test('what they are at comes first, whatever is more urgent', () => {
  expect(numbersOf(job(1, { priority: 'P1' }), job(2, { priority: 'P4' }, { state: 'on_site' }))).toEqual([2, 1])
})

test('then by schedule, then by priority', () => {
  const first = job(1, {}, { state: 'working' })
  const unscheduled = job(2, { priority: 'P1' })
  const lesser = job(3, { priority: 'P2' })
  const late = job(4, { scheduledFor: '2026-11-22T16:00:00.000Z' })
  const early = job(5, { scheduledFor: '2026-11-22T09:00:00.000Z' })
  expect(numbersOf(lesser, unscheduled, late, early, first)).toEqual([1, 5, 4, 2, 3])
})

test('what has ended, and what is somebody else’s, is not theirs', () => {
  expect(numbersOf(job(1, {}, { state: 'done' }), job(2, {}, { technicianId: idOf(701) }))).toEqual([])
})
