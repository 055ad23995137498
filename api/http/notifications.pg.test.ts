import { beforeAll, expect, test } from 'vitest'
import { mentionOf } from '../contract/comment.ts'
import { type Notification, type NotificationMessage, type NotificationPage } from '../contract/notification.ts'
import {
  defaultNotificationPreferences,
  type NotificationPreferences,
  type NotificationRule,
} from '../contract/notificationPreferences.ts'
import { type Site } from '../contract/site.ts'
import { expectStatus, type ApiClient } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let admin: ApiClient
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let ann: ApiClient
let site: Site

beforeAll(async () => {
  admin = own.server.admin
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  ann = await admin.newUser('technician', 'Ann Lee')
  site = await admin.newSite('133 Avenue')
})

const list = (who: ApiClient, query = ''): Promise<NotificationPage> =>
  expectStatus(200, who.get<NotificationPage>(`/notifications${query}`))

/** Waits until the list of somebody's notifications of one ticket is so. */
async function untilKinds(who: ApiClient, ticketId: string, kinds: string[]): Promise<Notification[]> {
  const ofTicket = async () => (await list(who, '?limit=200')).items.filter(({ ticket }) => ticket?.id === ticketId)
  await expect
    .poll(async () => (await ofTicket()).map(({ kind }) => kind).toSorted(), { timeout: 10_000 })
    .toEqual(kinds.toSorted())
  return ofTicket()
}

async function prefer(who: ApiClient, changed: Partial<NotificationPreferences>): Promise<void> {
  const preferences = { ...defaultNotificationPreferences, ...changed }
  await expectStatus(200, who.call('PUT', '/notification-preferences', preferences))
}

test('what others do is in the centre once, with its words; what one does oneself is silent', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'No heat' })
  await dana.post(`/tickets/${ticket.id}/comments`, { body: 'Key at the desk' })
  const notifications = await untilKinds(luis, ticket.id, ['ticket_created', 'comment'])
  expect(notifications.find(({ kind }) => kind === 'comment')).toMatchObject({
    severity: 'info',
    priority: 'P2',
    ticket: { number: ticket.number, title: 'No heat' },
    site: { id: site.id, name: '133 Avenue' },
    by: 'Dana Kowalski',
    detail: 'Key at the desk',
    channels: ['centre'],
  })
  await untilKinds(dana, ticket.id, [])
})

test('an assignment reaches its technician, and leaves them when it is taken away; the others see nothing', async () => {
  const ticket = await dana.newTicket(site.id)
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  const [assigned] = await untilKinds(tim, ticket.id, ['assigned'])
  expect(assigned?.channels).toEqual(['centre', 'toast', 'sound', 'email', 'push'])
  await untilKinds(ann, ticket.id, [])
  await dana.command(ticket.id, 'assign', { technicianId: ann.technicianId })
  await dana.command(ticket.id, 'release', { technicianId: tim.technicianId })
  const [released] = await untilKinds(tim, ticket.id, ['released'])
  expect(released).toMatchObject({ ticket: { id: ticket.id, number: ticket.number } })
  expect(JSON.stringify(released)).not.toContain('No heat')
})

test('a mention reaches its person and stays; a new ticket that someone has taken up is taken back', async () => {
  const ticket = await admin.newTicket(site.id)
  await untilKinds(luis, ticket.id, ['ticket_created'])
  const luisUser = { id: luis.userId, name: 'Luis Ortega' }
  await dana.post(`/tickets/${ticket.id}/comments`, { body: `${mentionOf(luisUser)} please look` })
  await untilKinds(luis, ticket.id, ['mention', 'ticket_created'])
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  const [mention] = await untilKinds(luis, ticket.id, ['mention'])
  expect(mention).toMatchObject({ detail: '@Luis Ortega please look' })
})

test('that a ticket was claimed is taken back once it has ended, and how it ended once somebody has closed it', async () => {
  const ticket = await dana.newTicket(site.id)
  const { assignments } = await tim.command(ticket.id, 'claim')
  await untilKinds(luis, ticket.id, ['claimed'])
  const path = `/assignments/${assignments[0]?.id}`
  await expectStatus(200, tim.post(`${path}/check-in`, {}))
  await expectStatus(200, tim.post(`${path}/check-out`, { disposition: 'completed' }))
  await untilKinds(luis, ticket.id, ['completed'])
  await dana.command(ticket.id, 'close')
  await untilKinds(luis, ticket.id, [])
})

test('reading and clearing change the count and every device, and no one else', async () => {
  const ticket = await dana.newTicket(site.id)
  const [first] = await untilKinds(luis, ticket.id, ['ticket_created'])
  const before = await list(luis)
  const devices = await Promise.all(
    [1, 2].map(() => MqttListener.connect(own.server.mqtt, luis.session.accessToken, [`notifications/${luis.userId}`])),
  )
  await expectStatus(200, luis.post('/notifications/read', { ids: [first?.id] }))
  for (const device of devices) {
    const message = await device.until(
      (received) => received[0] && (JSON.parse(received[0].text) as NotificationMessage),
    )
    expect(message).toMatchObject({ previous: before.revision, unread: before.unread - 1 })
    expect(message.items.map(({ id }) => id)).toEqual([first?.id])
    await device.end()
  }
  await expectStatus(200, luis.post('/notifications/read', { all: true }))
  const read = await list(luis, '?unread=true')
  expect(read).toMatchObject({ items: [], unread: 0 })
  await expectStatus(200, luis.post('/notifications/clear', { all: true }))
  expect(await list(luis)).toMatchObject({ items: [], unread: 0 })
})

test('nobody has another’s notifications, over HTTP or MQTT, whatever they ask for', async () => {
  const ticket = await dana.newTicket(site.id)
  const [one] = await untilKinds(luis, ticket.id, ['ticket_created'])
  await expectStatus(200, dana.post('/notifications/read', { ids: [one?.id] }))
  expect((await list(luis, '?unread=true')).items.map(({ id }) => id)).toContain(one?.id)
  const listener = await MqttListener.connect(own.server.mqtt, dana.session.accessToken, ['system/head', '+/+'])
  await expect(listener.client.subscribeAsync(`notifications/${luis.userId}`)).rejects.toThrow()
  await expect(listener.client.subscribeAsync('notifications/+')).rejects.toThrow()
  const second = await dana.newTicket(site.id)
  await untilKinds(luis, second.id, ['ticket_created'])
  await dana.newTicket(site.id)
  await listener.untilHead((await dana.sync(0)).head)
  expect(listener.received.filter(({ topic }) => topic === `notifications/${luis.userId}`)).toEqual([])
  await listener.end()
})

test('pages by keyset hold each once, unread first; filters and words narrow them', async () => {
  await luis.post('/notifications/clear', { all: true })
  const tickets = []
  for (const title of ['Boiler', 'Lamp', 'Gate', 'Water']) tickets.push(await dana.newTicket(site.id, { title }))
  await expect.poll(async () => (await list(luis)).unread, { timeout: 10_000 }).toBe(4)
  const oldest = (await list(luis)).items.at(-1)
  await luis.post('/notifications/read', { ids: [(await list(luis)).items[0]?.id] })
  const ids: string[] = []
  for (let cursor = ''; ;) {
    const page = await list(luis, `?limit=2${cursor}`)
    ids.push(...page.items.map(({ id }) => id))
    if (page.nextCursor === undefined) break
    cursor = `&cursor=${page.nextCursor}`
  }
  expect(new Set(ids).size).toBe(4)
  expect(ids[2]).toBe(oldest?.id)
  expect((await list(luis, '?q=gat')).items.map(({ ticket }) => ticket?.title)).toEqual(['Gate'])
  expect((await list(luis, '?priority=P1')).items).toEqual([])
  expect((await list(luis, `?siteId=${site.id}&kind=ticket_created`)).items).toHaveLength(4)
  expect((await luis.get('/notifications?colour=red')).status).toBe(400)
  expect((await luis.get('/notifications?cursor=abc')).status).toBe(400)
})

test('that somebody is muted or off duty is told to all of their devices; duty is the staff`s alone', async () => {
  const mutedUntil = new Date(Date.now() + 3_600_000).toISOString()
  for (const [who, quiet] of [
    [luis, { mutedUntil, offDuty: true }],
    [tim, { mutedUntil }],
  ] as const) {
    const topic = `notifications/${who.userId}`
    const device = await MqttListener.connect(own.server.mqtt, who.session.accessToken, [topic])
    await prefer(who, { mutedUntil, offDuty: true })
    const message = await device.until(
      (received) => received[0] && (JSON.parse(received[0].text) as NotificationMessage),
    )
    expect(message).toMatchObject({ items: [], gone: [], quiet })
    expect(message.quiet).toEqual(quiet)
    await device.end()
    await prefer(who, {})
  }
})

test('preferences decide what is made and how loud; nonsense is refused', async () => {
  const rules: NotificationRule[] = [
    { kind: 'ticket_created', priority: 'P4', loudness: 'off' },
    { kind: 'ticket_created', type: 'Plumbing', loudness: 'sound', email: true },
  ]
  await prefer(luis, { rules })
  const quiet = await dana.newTicket(site.id, { priority: 'P4' })
  const loud = await dana.newTicket(site.id, { type: 'Plumbing' })
  const [made] = await untilKinds(luis, loud.id, ['ticket_created'])
  expect(made?.channels).toEqual(['centre', 'toast', 'sound', 'email'])
  await untilKinds(luis, quiet.id, [])
  const wrong = { ...defaultNotificationPreferences, quietHours: { from: '22:00', to: '06:00', zone: 'Mars/Base' } }
  expect((await luis.call('PUT', '/notification-preferences', wrong)).status).toBe(400)
  expect((await luis.get<NotificationPreferences>('/notification-preferences')).body.rules).toEqual(rules)
  await prefer(luis, {})
})
