import { beforeAll, expect, test } from 'vitest'
import { type Assignment } from '../contract/assignment.ts'
import { type Site } from '../contract/site.ts'
import { type Ticket } from '../contract/ticket.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let dana: ApiClient
let tim: ApiClient
let ann: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = own.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  ann = await admin.newUser('technician', 'Ann Lee')
  site = await admin.newSite()
})

async function assigned(): Promise<{ ticket: Ticket; assignment: Assignment }> {
  const { id } = await dana.newTicket(site.id)
  const ticket = await dana.command(id, 'assign', { technicianId: tim.technicianId })
  return { ticket, assignment: ticket.assignments[0] as Assignment }
}

const report = (who: ApiClient, receipts: { assignmentId: string; step: string; at?: string }[]) =>
  who.call('POST', '/receipts', { receipts })

const now = async (id: string): Promise<Assignment> =>
  (await dana.get<Ticket>(`/tickets/${id}`)).body.assignments[0] as Assignment

test('delivered, then seen, each with its first time, live for everybody, and once however often it is said', async () => {
  const { ticket, assignment } = await assigned()
  const watcher = await MqttListener.connect(own.server.mqtt, dana.session.accessToken, [`tickets/${ticket.id}`])
  expect((await report(tim, [{ assignmentId: assignment.id, step: 'delivered' }])).body).toEqual({ changed: 1 })
  await watcher.until((received) => received.at(-1)?.text.includes('"deliveredAt"') ?? false)
  const delivered = await now(ticket.id)
  expect(Date.parse(delivered.sentAt ?? '')).toBeGreaterThanOrEqual(Date.parse(delivered.assignedAt))
  expect(Date.parse(delivered.deliveredAt ?? '')).toBeGreaterThanOrEqual(Date.parse(delivered.sentAt ?? ''))
  expect(delivered.seenAt).toBeUndefined()

  const both = [
    { assignmentId: assignment.id, step: 'seen' },
    { assignmentId: assignment.id, step: 'delivered' },
  ]
  expect((await report(tim, both)).body).toEqual({ changed: 1 })
  const seen = await now(ticket.id)
  expect(seen).toEqual({ ...delivered, version: delivered.version + 1, seenAt: seen.seenAt })
  expect((await report(tim, both)).body).toEqual({ changed: 0 })
  expect(await now(ticket.id)).toEqual(seen)
  await watcher.end()
})

test('what was seen has been delivered; a device whose clock is off says no time before it was assigned or after now', async () => {
  const { ticket, assignment } = await assigned()
  await report(tim, [{ assignmentId: assignment.id, step: 'seen', at: '2001-01-01T00:00:00.000Z' }])
  const { sentAt, deliveredAt, seenAt, assignedAt } = await now(ticket.id)
  expect([sentAt, deliveredAt, seenAt]).toEqual([assignedAt, assignedAt, assignedAt])
})

test('nobody says it of another’s assignment, nor of one that has ended; nothing is told of it', async () => {
  const { ticket, assignment } = await assigned()
  for (const who of [ann, dana]) {
    expect((await report(who, [{ assignmentId: assignment.id, step: 'seen' }])).body).toEqual({ changed: 0 })
  }
  await dana.command(ticket.id, 'release', {})
  expect((await report(tim, [{ assignmentId: assignment.id, step: 'seen' }])).body).toEqual({ changed: 0 })
  expect(await now(ticket.id)).not.toHaveProperty('seenAt')
})

test('who answers has seen it; who answers for them has not', async () => {
  const [first, second] = [await assigned(), await assigned()]
  await tim.call('POST', `/assignments/${first.assignment.id}/accept`, {})
  await dana.call('POST', `/assignments/${second.assignment.id}/accept`, {})
  const accepted = await now(first.ticket.id)
  expect(accepted.seenAt).toBe(accepted.acceptedAt)
  expect(await now(second.ticket.id)).not.toHaveProperty('seenAt')
})

test('receipts that make no sense are refused', async () => {
  expect((await report(tim, [])).status).toBe(400)
  expect((await report(tim, [{ assignmentId: 'x', step: 'seen' }])).status).toBe(400)
  expect((await report(tim, [{ assignmentId: tim.session.user.id, step: 'sent' }])).status).toBe(400)
})
