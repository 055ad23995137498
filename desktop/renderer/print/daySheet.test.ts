import { expect, test } from 'vitest'
import { type Technician } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { aChange, anAssignment, aTicket, idOf } from '../testing/rows.ts'
import { daySheet } from './daySheet.ts'

const zone = 'America/New_York'
// 02:00 the next day in UTC, still the 22nd in New York.
const now = Date.parse('2026-11-23T02:00:00.000Z')
const technician = (number: number, name: string, changes: Partial<Technician> = {}) => ({
  data: { id: idOf(number), version: 1, name, duty: 'on_shift', active: true, ...changes } as Technician,
})
const tim = technician(700, 'Tim Ruiz')
const ann = technician(701, 'Ann Lee')

function job(number: number, ticket: Partial<Ticket>, assignment: Parameters<typeof anAssignment>[0]) {
  const own = anAssignment({ id: idOf(900 + number), ticketId: idOf(number), technicianId: tim.data.id, ...assignment })
  return aChange(aTicket({ id: idOf(number), number, assignments: [own], assigneeIds: [own.technicianId], ...ticket }))
}

const sheet = (tickets: Parameters<typeof daySheet>[0]['tickets'], only?: string) =>
  daySheet({ tickets, technicians: [tim, ann], only, now, zone })

test('what is done today, under way and to come is on it by technician; what is for another day is not', () => {
  const tickets = [
    job(1, {}, { state: 'done', doneAt: '2026-11-22T15:00:00.000Z' }),
    job(2, {}, { state: 'done', doneAt: '2026-11-22T03:00:00.000Z' }),
    job(3, { scheduledFor: '2026-11-23T18:00:00.000Z' }, { state: 'assigned' }),
    job(4, { scheduledFor: '2026-11-24T18:00:00.000Z' }, { state: 'working' }),
    job(5, { scheduledFor: '2026-11-23T04:00:00.000Z' }, { state: 'accepted' }),
  ]
  const [first, second] = sheet(tickets).lanes
  expect([first?.technician.name, first?.jobs]).toEqual(['Ann Lee', []])
  expect(second?.done.map(({ ticket }) => ticket.number)).toEqual([1])
  expect(second?.jobs.map(({ ticket }) => ticket.number)).toEqual([4, 5])
})

test('who is off shift and has nothing is left out; a technician has a sheet of their own', () => {
  const off = technician(702, 'Off', { duty: 'off_shift' })
  const of = (technicians: (typeof tim)[], only?: string) =>
    daySheet({ tickets: [], technicians, only, now, zone }).lanes.map((lane) => lane.technician.name)
  expect(of([tim, off])).toEqual(['Tim Ruiz'])
  expect(of([tim, ann], ann.data.id)).toEqual(['Ann Lee'])
})

test('what nobody has comes last, the most urgent first', () => {
  const open = (number: number, changes: Partial<Ticket>) => aChange(aTicket({ id: idOf(number), number, ...changes }))
  const tickets = [
    open(1, { priority: 'P3', createdAt: '2026-11-20T00:00:00.000Z' }),
    open(2, { priority: 'P1', createdAt: '2026-11-22T00:00:00.000Z' }),
    open(3, { priority: 'P1', createdAt: '2026-11-21T00:00:00.000Z' }),
    open(4, { status: 'completed' }),
    open(5, { scheduledFor: '2026-11-25T18:00:00.000Z' }),
  ]
  expect(sheet(tickets).unassigned.map(({ number }) => number)).toEqual([3, 2, 1])
})
