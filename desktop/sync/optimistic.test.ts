import { expect, test } from 'vitest'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Technician } from '../../api/contract/technician.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type Command } from '../link/messages.ts'
import { withOwnId } from './commandRequest.ts'
import { applyOptimistically } from './optimistic.ts'
import { type StoredCommand } from './replicaStore.ts'
import { storedCommand } from './testing/storeConformance.ts'
import { testId } from './testing/ids.ts'

const at = '2026-11-22T12:00:00.000Z'
const user: SessionUser = {
  id: testId(1),
  email: 't@test.local',
  name: 'T',
  role: 'technician',
  technicianId: testId(2),
}
const ticket: Ticket = {
  id: testId(7),
  number: 1042,
  version: 3,
  title: 'No heat',
  description: '',
  siteId: testId(3),
  type: 'Heating',
  priority: 'P2',
  status: 'open',
  scheduledFor: at,
  parts: [],
  assignments: [],
  assigneeIds: [],
  counts: { comments: 0, timeEntries: 0, attachments: 0 },
  createdAt: at,
  updatedAt: at,
}

const stored = (command: Command, number = 50): StoredCommand => ({ ...storedCommand(number), command, sentAt: at })
const on = (row: Ticket | undefined, command: Command, number?: number) =>
  applyOptimistically('ticket', row, stored(command, number), user)

test('S45 each step of a ticket is the one that the server takes', () => {
  const assigned = on(ticket, { name: 'ticket.assign', target: ticket.id, input: { technicianId: testId(9) } })
  expect(assigned).toMatchObject({ status: 'assigned', assigneeIds: [testId(9)], assignments: [{ id: testId(50) }] })
  const travelling = on(assigned, { name: 'assignment.en-route', target: testId(50), input: {} })
  expect(travelling).toMatchObject({ status: 'in_progress', assignments: [{ state: 'en_route', enRouteAt: at }] })
  const held = on(travelling, { name: 'ticket.hold', target: ticket.id, input: { reason: 'parts' } })
  expect(held).toMatchObject({ status: 'on_hold', holdReason: 'parts' })
  const resumed = on(held, { name: 'ticket.resume', target: ticket.id, input: {} })
  const done = on(resumed, { name: 'assignment.check-out', target: testId(50), input: { disposition: 'completed' } })
  expect(done).toMatchObject({ status: 'completed', disposition: 'completed', assigneeIds: [] })
  const closed = on(done, { name: 'ticket.close', target: ticket.id, input: {} })
  expect(on(closed, { name: 'ticket.reopen', target: ticket.id, input: {} })).toMatchObject({ status: 'open' })
})

test('S45 the other steps, too', () => {
  const fresh: Ticket = { ...ticket, status: 'new' }
  expect(on(fresh, { name: 'ticket.open', target: ticket.id, input: {} })?.status).toBe('open')
  const claimed = on(fresh, { name: 'ticket.claim', target: ticket.id, input: {} })
  expect(claimed).toMatchObject({ assigneeIds: [testId(2)], assignments: [{ state: 'accepted' }] })
  expect(on(claimed, { name: 'ticket.release', target: ticket.id, input: {} })?.status).toBe('open')
  expect(on(claimed, { name: 'ticket.cancel', target: ticket.id, input: { reason: 'x' } })?.status).toBe('cancelled')
  const begun = on(claimed, { name: 'assignment.start', target: testId(50), input: {} })
  expect(on(begun, { name: 'ticket.complete', target: ticket.id, input: { disposition: 'duplicate' } })?.status).toBe(
    'completed',
  )
  const declined = on(on(fresh, { name: 'ticket.assign', target: ticket.id, input: { technicianId: testId(9) } }), {
    name: 'assignment.decline',
    target: testId(50),
    input: { reason: 'Too far' },
  })
  expect(declined).toMatchObject({ status: 'open', assignments: [{ state: 'declined', reason: 'Too far' }] })
})

test('S45 a step that the row does not allow leaves it as it is: the server will say', () => {
  expect(on(ticket, { name: 'ticket.close', target: ticket.id, input: {} })).toBe(ticket)
  expect(on(ticket, { name: 'assignment.accept', target: testId(99), input: {} })).toBe(ticket)
})

test('S45 a patch sets fields, and null clears them', () => {
  const patched = on(ticket, { name: 'ticket.update', target: ticket.id, input: { title: 'Leak', scheduledFor: null } })
  expect(patched?.title).toBe('Leak')
  expect(patched?.scheduledFor).toBeUndefined()
})

test('S45 a draft is a new ticket without a number, under the id that it will keep', () => {
  const command = withOwnId(
    {
      name: 'ticket.create',
      input: { title: 'New', siteId: testId(3), type: 'Leak', priority: 'P1', plannedMinutes: null },
    },
    () => testId(60),
  )
  const draft = on(undefined, command)
  expect(draft).toMatchObject({ id: testId(60), number: 0, status: 'new', description: '', assignments: [] })
  expect(Object.keys(draft ?? {})).not.toContain('plannedMinutes')
  expect(on(ticket, command), 'and the confirmed one as soon as it is there').toBe(ticket)
  expect(on(draft, { name: 'ticket.open', target: testId(60), input: {} })?.status).toBe('open')
})

test('S45 sites, technicians and users show what was sent', () => {
  const site = applyOptimistically(
    'site',
    undefined,
    stored({ name: 'site.create', input: { id: testId(5), name: 'Depot', address: null } }),
    user,
  )
  expect(site).toMatchObject({ id: testId(5), name: 'Depot', version: 0 })
  const technician: Technician = {
    id: testId(2),
    version: 1,
    name: 'T',
    skills: [],
    active: true,
    duty: 'off_shift',
    status: 'available',
    statusSince: at,
    reach: 'online',
    createdAt: at,
    updatedAt: at,
  }
  const say = (command: Command) => applyOptimistically('technician', technician, stored(command), user)
  expect(say({ name: 'technician.duty', target: testId(2), input: { duty: 'on_shift' } })?.duty).toBe('on_shift')
  const away = say({
    name: 'technician.status',
    target: testId(2),
    input: { status: 'unavailable', reason: 'Dentist' },
  })
  expect(away).toMatchObject({ status: 'unavailable', statusReason: 'Dentist' })
  const renamed = applyOptimistically(
    'user',
    { id: testId(4), version: 1, name: 'Old' },
    stored({ name: 'user.update', target: testId(4), input: { name: 'New' } }),
    user,
  )
  expect(renamed?.name).toBe('New')
  expect(say({ name: 'technician.delete', target: testId(2), input: {} })).toBeUndefined()
})
