import { beforeAll, expect, test } from 'vitest'
import { type AlarmPolicy } from '../contract/alarm.ts'
import { type Notification, type NotificationPage } from '../contract/notification.ts'
import { type Site } from '../contract/site.ts'
import { type Ticket } from '../contract/ticket.ts'
import { expectStatus, type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let admin: ApiClient
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let site: Site
const atOnce: AlarmPolicy = { badge: 0, toast: 0, tone: 0, repeat: 0, next: 0, manager: 0, repeatEvery: 5 }

beforeAll(async () => {
  admin = own.server.admin
  dana = await admin.newUser('dispatcher', 'Dana')
  luis = await admin.newUser('dispatcher', 'Luis')
  tim = await admin.newUser('technician', 'Tim')
  site = await admin.newSite('Depot')
})

/** A loaded machine takes its time. */
const patient = { timeout: 20_000 }

const alarmsOf = async (who: ApiClient): Promise<Notification[]> =>
  (await who.get<NotificationPage>('/notifications?kind=alarm')).body.items

test('an alarm rings at everybody it has reached until one of them acknowledges; the ticket and its history say who', async () => {
  const before = await expectStatus(200, dana.get<AlarmPolicy>('/settings/alarm'))
  expect(await expectStatus(200, admin.call<AlarmPolicy>('PUT', '/settings/alarm', atOnce))).toEqual(atOnce)
  const ticket = await admin.newTicket(site.id, { priority: 'P1', title: 'Gas smell' })
  // Nobody is at a console: it lies with all dispatchers, and with the admin, as there is no manager.
  for (const who of [dana, luis, admin]) {
    await expect.poll(async () => (await alarmsOf(who)).length, patient).toBe(1)
    expect((await alarmsOf(who))[0]).toMatchObject({
      ticket: { id: ticket.id, title: 'Gas smell' },
      channels: ['centre', 'toast', 'sound', 'email', 'push'],
      alarm: { step: 'repeat', repeatEvery: 5 },
    })
  }
  expect(await alarmsOf(tim)).toEqual([])

  expect((await dana.post('/notifications/clear', { all: true })).status).toBe(200)
  expect(await alarmsOf(dana), 'clearing is not acknowledging').toHaveLength(1)

  const noted = await luis.command(ticket.id, 'acknowledge')
  expect(noted).toMatchObject({ acknowledgedBy: { id: luis.userId, name: 'Luis' }, acknowledgedAt: noted.updatedAt })
  for (const who of [dana, luis, admin]) await expect.poll(() => alarmsOf(who), patient).toEqual([])
  expect(await dana.command(ticket.id, 'acknowledge'), 'the first one counts').toEqual(noted)
  const history = await dana.get<{ items: { action: string; by: { name: string } }[] }>(
    `/changes?ticketId=${ticket.id}`,
  )
  expect(history.body.items.map(({ action, by }) => [action, by.name]).at(-1)).toEqual(['acknowledged', 'Luis'])
  await expectStatus(200, admin.call('PUT', '/settings/alarm', before))
})

test('only critical tickets are acknowledged, and only by the staff', async () => {
  const calm = await dana.newTicket(site.id, { priority: 'P2' })
  const refused = await dana.post(`/tickets/${calm.id}/acknowledge`)
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'transition_refused' } } })
  const critical = await dana.newTicket(site.id, { priority: 'P1' })
  expect((await tim.post(`/tickets/${critical.id}/acknowledge`)).status).toBe(403)
  await dana.command(critical.id, 'assign', { technicianId: tim.technicianId })
  const settled = await luis.command(critical.id, 'acknowledge')
  expect(settled, 'there is nothing to take note of any more').not.toHaveProperty('acknowledgedAt')
})

test('another priority takes the note back: it was taken of something else', async () => {
  const ticket = await dana.newTicket(site.id, { priority: 'P1' })
  await dana.command(ticket.id, 'acknowledge')
  const calmed = await expectStatus(200, dana.patch<Ticket>(`/tickets/${ticket.id}`, { priority: 'P2' }))
  expect(calmed).not.toHaveProperty('acknowledgedBy')
})

test('the ladder is read by the staff and set by managers; wrong times are refused by their step', async () => {
  expect((await tim.get('/settings/alarm')).status).toBe(403)
  expect((await dana.call('PUT', '/settings/alarm', atOnce)).status).toBe(403)
  const wrong = await admin.call('PUT', '/settings/alarm', { ...atOnce, tone: 10, next: 5 })
  expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'invalid_input', details: { field: 'repeat' } } } })
  expect((await admin.call('PUT', '/settings/alarm', { ...atOnce, repeatEvery: 1 })).status).toBe(400)
  expect((await admin.call('PUT', '/settings/alarm', { badge: 1 })).status).toBe(400)
})
