import { beforeAll, expect, test } from 'vitest'
import { type AuditEntry } from '../contract/audit.ts'
import { type SlaPolicy } from '../contract/sla.ts'
import { type Site } from '../contract/site.ts'
import { type Ticket } from '../contract/ticket.ts'
import { expectStatus, type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let admin: ApiClient
let dana: ApiClient
let tim: ApiClient
let site: Site
const minute = 60_000

beforeAll(async () => {
  admin = own.server.admin
  dana = await admin.newUser('dispatcher', 'Dana')
  tim = await admin.newUser('technician', 'Tim')
  site = await admin.newSite('Depot')
})

/** How long after its creation each is due, in minutes. */
function promised({ createdAt, responseDueAt, resolutionDueAt }: Ticket): (number | undefined)[] {
  return [responseDueAt, resolutionDueAt].map((due) =>
    due === undefined ? undefined : (Date.parse(due) - Date.parse(createdAt)) / minute,
  )
}

test('a ticket is due as its priority promises, as it is told, or not at all; another priority moves that', async () => {
  const ticket = await dana.newTicket(site.id, { priority: 'P2' })
  expect(promised(ticket)).toEqual([240, 1440])
  const urgent = await expectStatus(200, dana.patch<Ticket>(`/tickets/${ticket.id}`, { priority: 'P1' }))
  expect(promised(urgent)).toEqual([60, 240])
  const given = await dana.newTicket(site.id, { responseDueAt: null, resolutionDueAt: '2030-01-01T12:00:00+02:00' })
  expect([given.responseDueAt, given.resolutionDueAt]).toEqual([undefined, '2030-01-01T10:00:00.000Z'])
  const agreed = await dana.patch<Ticket>(`/tickets/${ticket.id}`, { priority: 'P3', resolutionDueAt: null })
  expect(promised(agreed.body)).toEqual([1440, undefined])
  const sorted = await dana.get<{ items: Ticket[] }>('/tickets?sort=resolutionDueAt')
  expect(sorted.body.items.map(({ id }) => id)).toEqual([given.id, ticket.id])
})

test('the clocks stand still while it is on hold', async () => {
  const ticket = await dana.newTicket(site.id, { priority: 'P2' })
  await dana.command(ticket.id, 'open')
  const held = await dana.command(ticket.id, 'hold', { reason: 'parts' })
  expect(held.heldAt).toBe(held.updatedAt)
  const resumed = await dana.command(ticket.id, 'resume')
  expect(resumed.heldAt).toBeUndefined()
  const lasted = Date.parse(resumed.updatedAt) - Date.parse(held.updatedAt)
  expect(Date.parse(resumed.resolutionDueAt ?? '') - Date.parse(ticket.resolutionDueAt ?? '')).toBe(lasted)
})

test('managers set what is promised; it holds for what is created from then on, and is in the audit', async () => {
  const before = await dana.newTicket(site.id, { priority: 'P4' })
  const policy = await expectStatus(200, dana.get<SlaPolicy>('/settings/sla'))
  const next = { ...policy, P4: { responseMinutes: null, resolutionMinutes: 30 } }
  expect((await dana.call('PUT', '/settings/sla', next)).status).toBe(403)
  expect((await tim.get('/settings/sla')).status).toBe(403)
  const wrong = { ...policy, P1: { responseMinutes: 90, resolutionMinutes: 60 } }
  expect(await admin.call('PUT', '/settings/sla', wrong)).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_input', details: { field: 'P1' } } },
  })
  expect(await admin.call('PUT', '/settings/sla', next)).toMatchObject({ status: 200, body: next })
  expect(promised(await dana.newTicket(site.id, { priority: 'P4' }))).toEqual([undefined, 30])
  expect(promised((await dana.get<Ticket>(`/tickets/${before.id}`)).body)).toEqual([4320, 10_080])
  const { body: audit } = await admin.get<{ items: AuditEntry[] }>('/audit?action=setting.changed')
  expect(audit.items).toMatchObject([
    { details: { setting: 'sla' }, before: { P4: policy.P4 }, after: { P4: next.P4 } },
  ])
})
