import { createECDH, randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mentionOf } from '../contract/comment.ts'
import { defaultNotificationPreferences } from '../contract/notificationPreferences.ts'
import { type PushState } from '../contract/push.ts'
import { type Site } from '../contract/site.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { ApiClient, expectStatus, testPassword } from '../testing/ApiClient.ts'
import { PushService, type TestDevice } from '../testing/PushService.ts'
import { startServer, type TestServer } from '../testing/startServer.ts'

/** The server may have to look by itself (every 5 s) and to start anew, on a machine that is busy with other tests. */
const soon = { timeout: 60_000 }
vi.setConfig({ testTimeout: 180_000 })
let database: TestDatabase
let service: PushService
let server: TestServer
let env: Record<string, string>
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let site: Site

beforeAll(async () => {
  database = await testDatabase()
  service = await PushService.start()
  env = { DATABASE_URL: database.url, SIGNALBOX_PUSH_SANDBOX: service.origin, SIGNALBOX_JWT_SECRET: 'k'.repeat(40) }
  server = await startServer(env)
  dana = await server.admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await server.admin.newUser('dispatcher', 'Luis Ortega')
  tim = await server.admin.newUser('technician', 'Tim Ruiz')
  site = await server.admin.newSite('133 Avenue')
  service.publicKey = (await stateOf(tim)).publicKey
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  // Handed on from the server that was killed, so nobody else removes it.
  await rm(server.dataDir, { recursive: true, force: true })
  await service[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const stateOf = (who: ApiClient): Promise<PushState> => expectStatus(200, who.get<PushState>('/session/push'))

async function subscribe(who: ApiClient, name: string): Promise<TestDevice> {
  const device = service.newDevice(name)
  await expectStatus(204, who.call('PUT', '/session/push', device.subscription))
  return device
}

/** The same person at another device. */
async function another(who: ApiClient): Promise<ApiClient> {
  return ApiClient.signIn(who.http, { email: who.session.user.email, password: testPassword })
}

const titles = ({ received }: TestDevice): string[] => received.map(({ message }) => message.title)

test('an assignment and its release reach the technician’s phone, once each, and nobody else’s', async () => {
  const phone = await subscribe(tim, 'tim')
  const other = await subscribe(luis, 'luis')
  const ticket = await dana.newTicket(site.id, { title: 'No heat', priority: 'P3' })
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await expect.poll(() => titles(phone), soon).toEqual([`Dana Kowalski assigned you to #${ticket.number}`])
  expect(phone.received[0]?.message).toMatchObject({ body: 'No heat', path: `/ticket/${ticket.number}` })
  await dana.command(ticket.id, 'release', { technicianId: tim.technicianId })
  await expect.poll(() => titles(phone).length, soon).toBe(2)
  expect(titles(phone)[1]).toBe(`Dana Kowalski took you off #${ticket.number}`)
  expect(other.received).toEqual([])
})

test('a mention is pushed to every device of its person; what the preferences do not push is not', async () => {
  const [desk, tablet] = [await another(luis), await another(luis)]
  const [first, second] = [await subscribe(desk, 'desk'), await subscribe(tablet, 'tablet')]
  expect(await stateOf(desk)).toMatchObject({ endpoint: first.subscription.endpoint, others: 2 })
  const ticket = await dana.newTicket(site.id, { priority: 'P3' })
  const mention = { body: `${mentionOf({ id: luis.userId, name: 'Luis Ortega' })} please` }
  await expectStatus(201, dana.post(`/tickets/${ticket.id}/comments`, mention))
  const said = `Dana Kowalski mentioned you on #${ticket.number}`
  for (const device of [first, second]) await expect.poll(() => titles(device), soon).toEqual([said])

  const rules = [{ kind: 'mention', loudness: 'sound', push: false }] as const
  await expectStatus(200, luis.call('PUT', '/notification-preferences', { ...defaultNotificationPreferences, rules }))
  await expectStatus(201, dana.post(`/tickets/${ticket.id}/comments`, mention))
  const last = await dana.newTicket(site.id, { priority: 'P1' })
  const news = `[P1] Dana Kowalski created #${last.number}`
  for (const device of [first, second]) await expect.poll(() => titles(device), soon).toEqual([said, news])
  await expectStatus(200, luis.call('PUT', '/notification-preferences', defaultNotificationPreferences))
})

test('who has signed out, or turned it off, is told no more; the others are', async () => {
  const [out, off] = [await another(luis), await another(luis)]
  const [signedOut, turnedOff] = [await subscribe(out, 'signed-out'), await subscribe(off, 'turned-off')]
  const witness = await subscribe(luis, 'witness')
  await expectStatus(204, out.call('DELETE', '/session'))
  await expectStatus(204, off.call('DELETE', '/session/push'))
  await expectStatus(204, off.call('DELETE', '/session/push'))
  expect(await stateOf(off)).not.toHaveProperty('endpoint')
  const ticket = await dana.newTicket(site.id, { priority: 'P1' })
  await expect.poll(() => titles(witness), soon).toEqual([`[P1] Dana Kowalski created #${ticket.number}`])
  expect([signedOut.received, turnedOff.received]).toEqual([[], []])
})

test('a token may not subscribe; addresses that are no push service and keys that are none are refused', async () => {
  const { subscription } = service.newDevice('refused')
  const put = async (changed: object): Promise<number> =>
    (await dana.call('PUT', '/session/push', { ...subscription, ...changed })).status
  for (const endpoint of ['https://169.254.169.254/x', 'http://push.example.org/x', `${server.http}/x`, 'x']) {
    expect(await put({ endpoint }), endpoint).toBe(400)
  }
  const { auth, p256dh } = subscription.keys
  const noPoint = `B${randomBytes(65).toString('base64url').slice(0, 86)}`
  const otherCurve = createECDH('secp256k1').generateKeys('base64url')
  for (const keys of [{ auth, p256dh: noPoint }, { auth, p256dh: otherCurve }, { auth: 'short', p256dh }, {}]) {
    expect(await put({ keys }), JSON.stringify(keys)).toBe(400)
  }
  const wanted = { name: 'program', scopes: ['read', 'write'] }
  const { token } = await expectStatus(201, dana.post<{ token: string }>('/tokens', wanted))
  const asProgram = { authorization: `Bearer ${token}` }
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const body = method === 'PUT' ? subscription : undefined
    expect((await dana.call(method, '/session/push', body, asProgram)).status, method).toBe(403)
  }
  expect(await stateOf(dana)).toEqual({ publicKey: service.publicKey, others: 0 })
})

test('a server that is killed while it sends tells nobody twice at its next start, and whoever waited is told then', async () => {
  const [first, second] = [await another(luis), await another(luis)]
  const [quick, slow] = [await subscribe(first, 'quick'), await subscribe(second, 'slow')]
  service.answers.set('/slow', { status: 503 })
  const ticket = await dana.newTicket(site.id, { priority: 'P1' })
  const said = [`[P1] Dana Kowalski created #${ticket.number}`]
  const noted = async (): Promise<{ sent: boolean }[]> =>
    database.superuser(
      `select sent_at is not null as sent from pushes join push_subscriptions on id = subscription_id
       where endpoint like '%/quick' or endpoint like '%/slow' order by endpoint`,
    )
  await expect.poll(noted, soon).toEqual([{ sent: true }, { sent: false }])
  await server.kill()
  service.answers.clear()
  await database.superuser(`update pushes set due_at = now() where sent_at is null`)
  server = await startServer(env, server.dataDir)
  await expect.poll(() => titles(slow), soon).toEqual(said)
  expect(titles(quick)).toEqual(said)
})
