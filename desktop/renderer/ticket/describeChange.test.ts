import { expect, test } from 'vitest'
import { actions, type Action, type HistoryItem } from '../../../api/contract/change.ts'
import { aTicket, anAssignment, idOf, someTime } from '../testing/rows.ts'
import { describeChange, minutesWords } from './describeChange.ts'

const names = { technician: () => 'Tim Ruiz', site: (id: string) => `site ${id.slice(-1)}`, time: () => 'Tue 14:03' }

function item(action: Action, changes: Partial<HistoryItem> = {}): HistoryItem {
  return {
    v: 1,
    seq: 1,
    type: 'ticket',
    action,
    id: idOf(1),
    version: 2,
    at: someTime,
    by: { id: idOf(800), name: 'Dana Kowalski' },
    changed: [],
    before: {},
    data: aTicket(),
    ...changes,
  }
}

test('every action has words', () => {
  for (const action of actions) expect(describeChange(item(action), names).did).toMatch(/^[a-z]/)
})

test('an edit says each field before and after, in words', () => {
  const change = item('update', {
    changed: ['priority', 'siteId', 'plannedMinutes', 'scheduledFor'],
    before: { priority: 'P3', siteId: idOf(501), plannedMinutes: null },
    data: aTicket({ priority: 'P1', siteId: idOf(502), plannedMinutes: 90, scheduledFor: someTime }),
  })
  expect(describeChange(change, names).fields).toEqual([
    { label: 'Priority', before: 'P3 Medium', after: 'P1 Critical', isLong: false },
    { label: 'Site', before: 'site 1', after: 'site 2', isLong: false },
    { label: 'Planned', before: 'none', after: '1 h 30 min', isLong: false },
    { label: 'Scheduled', before: 'none', after: 'Tue 14:03', isLong: false },
  ])
})

test('an assignment names whom', () => {
  const change = item('assigned', { before: { assigneeIds: [] }, data: aTicket({ assigneeIds: [idOf(700)] }) })
  expect(describeChange(change, names).did).toBe('assigned Tim Ruiz')
})

test('a step of one’s own is told as such, one taken for them with their name', () => {
  const before = { assignments: [anAssignment({ state: 'accepted' })] }
  const data = aTicket({ assignments: [anAssignment({ state: 'en_route' })] })
  expect(describeChange(item('en_route', { before, data }), names).did).toBe('set Tim Ruiz en route')
  const own = item('en_route', { before, data, by: { id: idOf(801), name: 'Tim Ruiz' } })
  expect(describeChange(own, names).did).toBe('is en route')
})

test('a decline says why', () => {
  const before = { assignments: [anAssignment({ state: 'dispatched' })] }
  const data = aTicket({ assignments: [anAssignment({ state: 'declined', reason: 'Van broken, ask Bo' })] })
  expect(describeChange(item('declined', { before, data }), names).did).toBe(
    'declined for Tim Ruiz: Van broken, ask Bo',
  )
})

test('a status says what it waits for, and how it ended', () => {
  const to = (data: Parameters<typeof aTicket>[0]) => describeChange(item('status', { data: aTicket(data) }), names).did
  expect(to({ status: 'on_hold', holdReason: 'parts' })).toBe('put it on hold: waiting for parts')
  expect(to({ status: 'completed', disposition: 'no_access' })).toBe('completed it: no access')
  expect(to({ status: 'cancelled', cancelReason: 'Caller withdrew' })).toBe('cancelled it: Caller withdrew')
})

test('minutes as people say them', () => {
  expect([5, 60, 90, 480].map(minutesWords)).toEqual(['5 min', '1 h', '1 h 30 min', '8 h'])
})

test('who took a ticket over from whom, and why', () => {
  const [tim, ana] = [idOf(701), idOf(702)]
  const byId = { ...names, technician: (id: string) => (id === tim ? 'Tim Ruiz' : 'Ana Silva') }
  const before = anAssignment({ id: idOf(1), technicianId: tim, state: 'accepted' })
  const gone = { ...before, state: 'released' as const, reason: 'Ana is next door' }
  const change = item('taken_over', {
    before: { assignments: [before], assigneeIds: [tim] },
    data: aTicket({ assignments: [gone, anAssignment({ id: idOf(2), technicianId: ana })], assigneeIds: [ana] }),
  })
  expect(describeChange(change, byId).did).toBe('gave it to Ana Silva in place of Tim Ruiz: Ana is next door')
})
