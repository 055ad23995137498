import { expect, test } from 'vitest'
import { type Comment } from '../../api/contract/comment.ts'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Shipment } from '../../api/contract/shipment.ts'
import { type TimeEntry } from '../../api/contract/timeEntry.ts'
import { allowedFrom, shipmentMachine } from '../../api/contract/stateMachines.ts'
import { shipmentStatuses } from '../../api/contract/shipment.ts'
import { type Command, type Rows, type RowType } from '../link/messages.ts'
import { applyOptimistically } from './optimistic.ts'
import { storedCommand } from './testing/storeConformance.ts'
import { testId } from './testing/ids.ts'

const at = '2026-11-22T12:00:00.000Z'
const times = { version: 3, createdAt: at, updatedAt: at }
const user: SessionUser = {
  id: testId(1),
  email: 't@test.local',
  name: 'Tim',
  role: 'technician',
  technicianId: testId(2),
}

function on<Type extends RowType>(type: Type, row: Rows[Type] | undefined, command: Command): Rows[Type] | undefined {
  return applyOptimistically(type, row, { ...storedCommand(50), command, sentAt: at }, user)
}

const parent = testId(7)
const target = testId(20)
const comment: Comment = {
  id: target,
  ticketId: parent,
  body: 'First',
  mentions: [],
  author: { id: testId(1), name: 'Tim' },
  ...times,
}
const entry: TimeEntry = {
  id: target,
  ticketId: parent,
  technicianId: testId(2),
  name: 'Tim',
  origin: 'check_in',
  startedAt: at,
  ...times,
}
const shipment: Shipment = { id: target, number: 101, status: 'requested', description: '', items: [], ...times }
const item: InventoryItem = {
  id: target,
  kind: 'part',
  name: 'Pump',
  quantity: 5,
  place: 'warehouse',
  warehouse: 'Main',
  ...times,
}

test('S45 a comment shows at once with whom it names, and its edit with the time of it', () => {
  const body = `Ask @[Ann Low](${testId(9)})`
  const created = on('comment', undefined, { name: 'comment.create', parent, input: { id: target, body } })
  expect(created).toMatchObject({ ticketId: parent, body, mentions: [testId(9)], author: { id: user.id }, version: 0 })
  const edited = on('comment', comment, { name: 'comment.update', target, parent, input: { body } })
  expect(edited).toMatchObject({ body, mentions: [testId(9)], editedAt: at, version: 3 })
  expect(on('comment', comment, { name: 'comment.delete', target, parent, input: {} })).toBeUndefined()
})

test('S45 a confirmed comment is not made a second time by the command that created it', () => {
  const again: Command = { name: 'comment.create', parent, input: { id: target, body: 'First' } }
  expect(on('comment', comment, again)).toBe(comment)
})

test('S45 time is one’s own unless a technician is named, and runs until it gets an end', () => {
  const create = (input: { technicianId?: string }): TimeEntry | undefined =>
    on('time_entry', undefined, {
      name: 'time-entry.create',
      parent,
      input: { id: target, startedAt: at, endedAt: null, note: null, ...input },
    })
  const own = create({})
  expect(own).toMatchObject({ technicianId: testId(2), name: 'Tim', origin: 'manual', version: 0 })
  expect(Object.keys(own ?? {})).not.toContain('endedAt')
  expect(create({ technicianId: testId(8) })).toMatchObject({ technicianId: testId(8), name: '' })
  const stop: Command = { name: 'time-entry.update', target, parent, input: { endedAt: '2026-11-22T13:00:00.000Z' } }
  expect(on('time_entry', entry, stop)).toMatchObject({ endedAt: '2026-11-22T13:00:00.000Z', origin: 'check_in' })
  const runsAgain: Command = { name: 'time-entry.update', target, parent, input: { endedAt: null } }
  expect(on('time_entry', { ...entry, endedAt: at }, runsAgain)?.endedAt).toBeUndefined()
})

test('S45 an attachment shows its new name, and goes when it is deleted', () => {
  const author = { id: testId(1), name: 'Tim' }
  const file = { id: target, ticketId: parent, name: 'a.png', size: 3, contentType: 'image/png', url: '/x', author }
  const row = { ...file, ...times }
  const renamed = on('attachment', row, { name: 'attachment.update', target, parent, input: { name: 'b.png' } })
  expect(renamed).toEqual({ ...row, name: 'b.png' })
  expect(on('attachment', row, { name: 'attachment.delete', target, parent, input: {} })).toBeUndefined()
})

test('S45 a shipment takes each step that its machine has', () => {
  for (const status of shipmentStatuses) {
    for (const step of allowedFrom(shipmentMachine, status)) {
      const command: Command =
        step === 'exception'
          ? { name: 'shipment.exception', target, input: { reason: 'lost' } }
          : { name: `shipment.${step}`, target, input: {} }
      const moved = on('shipment', { ...shipment, status }, command)
      expect(moved).toMatchObject({ status: shipmentMachine[step].to })
      expect(moved?.exception).toBe(step === 'exception' ? 'lost' : undefined)
    }
  }
})

test('S45 a new shipment is a draft without a number; a patch clears what is null', () => {
  const input = { id: target, ticketId: parent, description: 'Pump', carrier: null }
  const draft = on('shipment', undefined, { name: 'shipment.create', input })
  expect(draft).toMatchObject({ id: target, number: 0, status: 'draft', ticketId: parent, items: [] })
  expect(Object.keys(draft ?? {})).not.toContain('carrier')
  const carried: Shipment = { ...shipment, carrier: 'UPS' }
  expect(
    on('shipment', carried, { name: 'shipment.update', target, input: { carrier: null } })?.carrier,
  ).toBeUndefined()
})

test('S45 all of a part moves to exactly one place, some of it leaves the rest where it is', () => {
  const whole = on('inventory', item, { name: 'inventory.move', target, input: { technicianId: testId(2) } })
  expect(whole).toMatchObject({ place: 'technician', technicianId: testId(2), quantity: 5 })
  expect(whole?.warehouse).toBeUndefined()
  const some: Command = { name: 'inventory.move', target, input: { technicianId: testId(2), quantity: 2 } }
  expect(on('inventory', item, some)).toMatchObject({ place: 'warehouse', warehouse: 'Main', quantity: 3 })
  const made = on('inventory', undefined, { name: 'inventory.create', input: { id: target, name: 'Valve' } })
  expect(made).toMatchObject({ kind: 'part', quantity: 1, place: 'warehouse', warehouse: 'Main', version: 0 })
})
