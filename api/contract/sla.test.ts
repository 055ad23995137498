import { expect, test } from 'vitest'
import { type Assignment } from './assignment.ts'
import {
  afterHold,
  dueTimes,
  isBreached,
  isInJeopardy,
  isRunningOver,
  reprioritised,
  slaClockOf,
  slaClocksOf,
  type SlaPolicy,
} from './sla.ts'
import { type Ticket } from './ticket.ts'

const hour = 3_600_000
const start = Date.parse('2026-11-26T08:00:00.000Z')
const at = (hours: number): number => start + hours * hour
const iso = (hours: number): string => new Date(at(hours)).toISOString()

/** Created at 0 h, somebody on site by 4 h, done by 8 h. */
function ticket(fields: Partial<Ticket> = {}): Ticket {
  return {
    id: 't',
    number: 1,
    version: 1,
    title: 'No heat',
    description: '',
    siteId: 's',
    type: 'Heating',
    priority: 'P2',
    status: 'open',
    parts: [],
    assignments: [],
    assigneeIds: [],
    counts: { comments: 0, timeEntries: 0, attachments: 0 },
    createdAt: iso(0),
    updatedAt: iso(0),
    responseDueAt: iso(4),
    resolutionDueAt: iso(8),
    ...fields,
  }
}

const onSite = (hours: number): Pick<Ticket, 'assignments' | 'status'> => ({
  status: 'in_progress',
  assignments: [
    {
      id: 'a',
      ticketId: 't',
      technicianId: 'x',
      state: 'on_site',
      version: 1,
      assignedAt: iso(0),
      onSiteAt: iso(hours),
    },
  ] satisfies Assignment[],
})

const states = (of: Ticket, hours: number): string =>
  slaClocksOf(of, at(hours))
    .map(({ state }) => state)
    .join(' ')

test.each([
  ['a new ticket runs', ticket(), 1, 'running running'],
  ['the last quarter of the time is the warning', ticket(), 3, 'warning running'],
  ['at its due time it is not yet breached', ticket(), 4, 'warning running'],
  ['past it, it is', ticket(), 6.1, 'breached warning'],
  ['somebody on site in time has kept the first promise', ticket(onSite(3)), 7, 'met warning'],
  ['late, not, for good', ticket(onSite(5)), 5.5, 'breached running'],
  ['completed in time', ticket({ ...onSite(3), status: 'completed', completedAt: iso(6) }), 99, 'met met'],
  ['completed late', ticket({ ...onSite(3), status: 'completed', completedAt: iso(9) }), 99, 'met breached'],
  ['completed without anybody on site', ticket({ status: 'closed', completedAt: iso(2) }), 99, 'met met'],
  ['on hold the clocks stand still', ticket({ status: 'on_hold', heldAt: iso(1) }), 99, 'paused paused'],
  [
    'what was missed before the hold stays missed',
    ticket({ status: 'on_hold', heldAt: iso(5) }),
    99,
    'breached paused',
  ],
  ['cancelled, nothing was promised', ticket({ status: 'cancelled' }), 99, ''],
  ['without due times there are no clocks', ticket({ responseDueAt: undefined, resolutionDueAt: undefined }), 99, ''],
])('SLA: %s', (_, of, hours, expected) => {
  expect(states(of, hours)).toBe(expected)
})

test('the clock one looks at is the first that still runs, else the last', () => {
  expect(slaClockOf(ticket(), at(1))?.name).toBe('response')
  expect(slaClockOf(ticket(onSite(3)), at(4))?.name).toBe('resolution')
  expect(slaClockOf(ticket({ status: 'closed', completedAt: iso(9) }), at(10))).toMatchObject({
    name: 'resolution',
    state: 'breached',
  })
})

test('breached is what still is to be done and should have been; what has ended is history', () => {
  expect(isBreached(ticket(), at(5))).toBe(true)
  expect(isBreached(ticket(onSite(5)), at(6)), 'somebody came late').toBe(false)
  expect(isBreached(ticket({ status: 'completed', completedAt: iso(9) }), at(10))).toBe(false)
})

test('in jeopardy: the last quarter, or more planned work than time is left; not while on hold, and not once missed', () => {
  expect(isInJeopardy(ticket(), at(2))).toBe(false)
  expect(isInJeopardy(ticket(), at(3.5))).toBe(true)
  expect(isInJeopardy(ticket(), at(4.5))).toBe(false)
  const begun = ticket({ ...onSite(2), plannedMinutes: 300 })
  expect(isInJeopardy(begun, at(2.5)), 'done by 7 h, due by 8 h').toBe(false)
  expect(isInJeopardy(ticket({ plannedMinutes: 420 }), at(1.5)), 'done by 8.5 h at best').toBe(true)
  expect(isInJeopardy(ticket({ plannedMinutes: 420, status: 'on_hold', heldAt: iso(1.5) }), at(1.5))).toBe(false)
})

test('running over: on site for longer than planned, while it lasts', () => {
  const begun = ticket({ ...onSite(1), plannedMinutes: 60 })
  expect(isRunningOver(begun, at(2))).toBe(false)
  expect(isRunningOver(begun, at(2.1))).toBe(true)
  expect(isRunningOver({ ...begun, status: 'completed' }, at(2.1))).toBe(false)
  expect(isRunningOver(ticket(onSite(1)), at(99)), 'nothing was planned').toBe(false)
})

test('a hold moves what was not done by as long as it lasted, and nothing else', () => {
  const held = ticket({ status: 'on_hold', heldAt: iso(2) })
  expect(afterHold(held, iso(5))).toMatchObject({ responseDueAt: iso(7), resolutionDueAt: iso(11) })
  expect(afterHold(held, iso(5)).heldAt).toBeUndefined()
  const there = { ...held, ...onSite(1) }
  expect(afterHold(there, iso(5))).toMatchObject({ responseDueAt: iso(4), resolutionDueAt: iso(11) })
  const cameMeanwhile = { ...held, ...onSite(3) }
  expect(afterHold(cameMeanwhile, iso(5))).toMatchObject({ responseDueAt: iso(5), resolutionDueAt: iso(11) })
  for (const hours of [2, 4.5, 7, 9]) {
    expect(states(afterHold({ ...held, status: 'open' }, iso(5)), hours + 3), 'as if the hold had not been').toBe(
      states(ticket(), hours),
    )
  }
})

const policy: SlaPolicy = {
  P1: { responseMinutes: 60, resolutionMinutes: 120 },
  P2: { responseMinutes: 240, resolutionMinutes: 480 },
  P3: { responseMinutes: null, resolutionMinutes: 960 },
  P4: { responseMinutes: null, resolutionMinutes: null },
}

test('another priority is as if the ticket had been created with it, holds included', () => {
  expect(reprioritised(ticket(), policy, 'P2', 'P1')).toMatchObject(dueTimes(policy.P1, iso(0)))
  const held = afterHold(ticket({ heldAt: iso(1) }), iso(2))
  expect(reprioritised(held, policy, 'P2', 'P1')).toMatchObject({ responseDueAt: iso(2), resolutionDueAt: iso(3) })
  const none = reprioritised(ticket(), policy, 'P2', 'P4')
  expect([none.responseDueAt, none.resolutionDueAt]).toEqual([undefined, undefined])
  expect(reprioritised(none, policy, 'P4', 'P2')).toMatchObject({ responseDueAt: iso(4), resolutionDueAt: iso(8) })
  expect(reprioritised(ticket(onSite(3)), policy, 'P2', 'P1').responseDueAt, 'kept already').toBe(iso(4))
})
