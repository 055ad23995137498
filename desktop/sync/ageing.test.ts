import { expect, test } from 'vitest'
import { type EntityType } from '../../api/contract/change.ts'
import { agedOut, endedFor } from './ageing.ts'
import { Replica } from './Replica.ts'
import { testId } from './testing/ids.ts'

const now = Date.parse('2026-11-22T12:00:00.000Z')
const before = (ms: number): string => new Date(now - ms).toISOString()
const hour = 3_600_000
const longAgo = before(endedFor + hour)
const lately = before(endedFor - hour)

function replicaOf(rows: readonly (readonly [EntityType, number, object])[]): Replica {
  const replica = new Replica()
  for (const [type, number, data] of rows) {
    replica.applyLive({ type, id: testId(number), version: 1, seq: 1, data: { id: testId(number), ...data } })
  }
  return replica
}

const left = (replica: Replica, role: 'dispatcher' | 'technician'): string[] =>
  agedOut(replica, role, now)
    .map(({ type, id }) => `${type} ${Number(id.slice(-12))}`)
    .toSorted()

const ticket = (number: number, fields: object) => ['ticket', number, { siteId: testId(90), ...fields }] as const
const on = (type: EntityType, number: number, ticketNumber: number, fields: object = {}) =>
  [type, number, { ticketId: testId(ticketNumber), ...fields }] as const

test('what hangs on a ticket leaves with it, what hangs on others stays', () => {
  const replica = replicaOf([
    ticket(1, { status: 'closed', closedAt: longAgo }),
    ticket(2, { status: 'closed', closedAt: lately }),
    ...[1, 2].flatMap((number) => [
      on('comment', 10 + number, number),
      on('time_entry', 20 + number, number),
      on('attachment', 30 + number, number),
    ]),
  ])
  expect(left(replica, 'dispatcher')).toEqual(['attachment 31', 'comment 11', 'ticket 1', 'time_entry 21'])
})

test('a completed ticket stays with staff until it is closed, and leaves a technician by itself', () => {
  const replica = replicaOf([ticket(1, { status: 'completed', completedAt: longAgo }), on('comment', 11, 1)])
  expect(left(replica, 'dispatcher')).toEqual([])
  expect(left(replica, 'technician')).toEqual(['comment 11', 'ticket 1'])
})

test('a shipment under way stays with staff whatever became of its ticket; one that ended leaves in its own time', () => {
  const replica = replicaOf([
    ticket(1, { status: 'closed', closedAt: longAgo, completedAt: longAgo }),
    on('shipment', 40, 1, { status: 'in_transit' }),
    ['shipment', 41, { status: 'received', receivedAt: longAgo }],
    ['shipment', 42, { status: 'returned', returnedAt: lately }],
  ])
  expect(left(replica, 'dispatcher')).toEqual(['shipment 41', 'ticket 1'])
  expect(left(replica, 'technician')).toEqual(['shipment 40', 'shipment 41', 'ticket 1'])
})

test('a technician loses a site and its equipment with the last ticket there, staff never', () => {
  const rows = [
    ticket(1, { status: 'completed', completedAt: longAgo }),
    ['site', 90, { name: 'Depot' }],
    ['inventory', 50, { siteId: testId(90) }],
  ] as const
  expect(left(replicaOf(rows), 'technician')).toEqual(['inventory 50', 'site 90', 'ticket 1'])
  expect(left(replicaOf([...rows, ticket(2, { status: 'assigned' })]), 'technician')).toEqual(['ticket 1'])
  expect(left(replicaOf(rows), 'dispatcher')).toEqual([])
})
