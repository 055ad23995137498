import { expect, test } from 'vitest'
import { type Assignment } from '../../../api/contract/assignment.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { aChange, aTicket, anAssignment, idOf } from '../testing/rows.ts'
import { jobList } from './jobList.ts'

const me = idOf(700)
const now = Date.parse('2026-11-22T15:00:00Z')
const zoneOf = (): string => 'America/New_York'

let number = 0
function job(fields: Partial<Ticket>, own: Partial<Assignment> = {}): Ticket {
  number += 1
  const assignment = anAssignment({ id: idOf(900 + number), technicianId: me, ...own })
  const base = { id: idOf(number), title: `Job ${number}`, status: 'assigned' as const, assigneeIds: [me] }
  return aTicket({ ...base, assignments: [assignment], ...fields })
}
const list = (tickets: Ticket[]) => jobList(tickets.map(aChange), { technicianId: me, now, zoneOf })
const titles = (jobs: { ticket: Ticket }[]) => jobs.map(({ ticket }) => ticket.title)

test('what is being done is on top, whatever comes first by time', () => {
  const jobs = list([
    job({ title: 'First', scheduledFor: '2026-11-22T13:00:00Z' }),
    job({ title: 'At work', status: 'in_progress' }, { state: 'working' }),
    job({ title: 'On the way', status: 'in_progress' }, { state: 'en_route' }),
  ])
  expect(jobs.current?.ticket.title).toBe('At work')
  expect(titles(jobs.today)).toEqual(['First', 'On the way'])
})

test('the day is in the order of its times, then by priority; tomorrow is later', () => {
  const jobs = list([
    job({ title: 'No time, low', priority: 'P4' }),
    job({ title: 'Tomorrow', scheduledFor: '2026-11-23T15:00:00Z' }),
    job({ title: 'No time, critical', priority: 'P1' }),
    job({ title: 'Afternoon', scheduledFor: '2026-11-22T20:00:00Z', priority: 'P4' }),
    job({ title: 'Overdue since yesterday', scheduledFor: '2026-11-21T20:00:00Z', priority: 'P4' }),
  ])
  expect(jobs.current?.ticket.title).toBe('Overdue since yesterday')
  expect(titles(jobs.today)).toEqual(['Afternoon', 'No time, critical', 'No time, low'])
  expect(titles(jobs.later)).toEqual(['Tomorrow'])
})

test('what is on hold waits in the list and is never what to do now', () => {
  const jobs = list([job({ title: 'Held', status: 'on_hold' }, { state: 'working' }), job({ title: 'Next' })])
  expect(jobs.current?.ticket.title).toBe('Next')
  expect(titles(jobs.today)).toEqual(['Held'])
})

test('done today shows, done yesterday and what others have do not; the pool is what nobody has', () => {
  const ended = { status: 'completed' as const, assigneeIds: [] }
  const jobs = list([
    job({ title: 'This morning', ...ended, completedAt: '2026-11-22T14:00:00Z' }, { state: 'done' }),
    job({ title: 'Yesterday', ...ended, completedAt: '2026-11-21T14:00:00Z' }, { state: 'done' }),
    job({ title: 'Anybody’s', status: 'open', assigneeIds: [], assignments: [] }),
    job({ title: 'Given back', status: 'open', assigneeIds: [] }, { state: 'released' }),
    job({ title: 'Another’s', assigneeIds: [idOf(701)] }, { technicianId: idOf(701) }),
  ])
  expect(jobs.done.map(({ data }) => data.title)).toEqual(['This morning'])
  expect(jobs.pool.map(({ data }) => data.title)).toEqual(['Anybody’s', 'Given back'])
  expect(jobs.current).toBeUndefined()
})

test('what leaves one’s hands leaves the day at once', () => {
  const mine = job({ title: 'Mine' })
  expect(list([mine]).current?.ticket.title).toBe('Mine')
  const taken = { ...mine, assigneeIds: [], assignments: [anAssignment({ technicianId: me, state: 'released' })] }
  expect(list([taken])).toMatchObject({ current: undefined, today: [], later: [], done: [] })
})
