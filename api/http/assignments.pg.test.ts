import { beforeAll, expect, test } from 'vitest'
import { type Assignment } from '../contract/assignment.ts'
import { type Ticket } from '../contract/ticket.ts'
import { expectStatus, type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let dana: ApiClient
let tim: ApiClient
let ann: ApiClient
let ticket: Ticket

beforeAll(async () => {
  const { admin } = own.server
  dana = await admin.newUser('dispatcher', 'Dana')
  tim = await admin.newUser('technician', 'Tim')
  ann = await admin.newUser('technician', 'Ann')
  ticket = await dana.newTicket((await admin.newSite()).id)
})

const list = async (who: ApiClient, query = '') =>
  (await expectStatus(200, who.get<{ items: Assignment[] }>(`/tickets/${ticket.id}/assignments${query}`))).items

test('assignments are a collection below their ticket: made, listed, read, and ended', async () => {
  const made = await dana.post<Assignment & { warnings: unknown }>(`/tickets/${ticket.id}/assignments`, {
    technicianId: tim.technicianId,
  })
  expect(made.body).toMatchObject({ warnings: [{ code: 'technician_off_shift' }] })
  expect(made).toMatchObject({ status: 201, body: { ticketId: ticket.id, technicianId: tim.technicianId, version: 1 } })
  expect(made.headers.get('etag')).toBe('"1"')
  const { warnings: _, ...row } = made.body
  expect(await list(dana)).toEqual([row])
  expect(await list(dana, '?state=done,assigned&sort=assignedAt')).toEqual([row])
  expect(await list(dana, `?technicianId=${ann.technicianId}`)).toEqual([])
  for (const path of [`/tickets/${ticket.id}/assignments/${made.body.id}`, `/assignments/${made.body.id}`])
    expect((await dana.get(path)).body).toEqual(row)
  expect((await dana.post(`/tickets/${ticket.id}/assignments`, { technicianId: tim.technicianId })).status).toBe(409)
  expect((await dana.call('DELETE', `/tickets/${ticket.id}/assignments/${made.body.id}`)).status).toBe(204)
  expect(await list(dana)).toMatchObject([{ id: made.body.id, state: 'released' }])
  expect((await dana.call('DELETE', `/tickets/${ticket.id}/assignments/${made.body.id}`)).status).toBe(410)
})

test('the same key makes one assignment, answered with the same status', async () => {
  const post = () =>
    dana.post<Assignment>(
      `/tickets/${ticket.id}/assignments`,
      { technicianId: ann.technicianId },
      { 'idempotency-key': 'a-key' },
    )
  const [first, second] = [await post(), await post()]
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.body.id).toBe(first.body.id)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
})

test('who does not see the ticket does not see its assignments', async () => {
  const [hers] = await list(ann)
  expect(hers).toMatchObject({ technicianId: ann.technicianId })
  for (const path of [`/tickets/${ticket.id}/assignments`, `/assignments/${hers?.id}`])
    expect((await tim.get(path)).status).toBe(404)
  expect((await tim.post(`/tickets/${ticket.id}/assignments`, { technicianId: tim.technicianId })).status).toBe(404)
  expect((await ann.post(`/tickets/${ticket.id}/assignments`, { technicianId: tim.technicianId })).status).toBe(403)
})

test('what says one thing may be given once', async () => {
  for (const query of ['limit=1&limit=2', 'sort=state&sort=assignedAt', 'q=a&q=b', 'limit=1e2', 'limit=+5', 'limit=0'])
    expect((await dana.get(`/tickets/${ticket.id}/assignments?${query}`)).status, query).toBe(400)
})
