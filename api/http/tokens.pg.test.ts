import { expect, test } from 'vitest'
import { type NewToken, type Token } from '../contract/token.ts'
import { type ApiClient, expectStatus, type Json } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()

async function newToken(by: ApiClient, scopes: string[]): Promise<NewToken> {
  return expectStatus(201, by.post<NewToken>('/tokens', { name: scopes.join(' '), scopes }))
}

function bearer(token: NewToken | string) {
  const text = typeof token === 'string' ? token : token.token
  return async (method: string, path: string, body?: object) => {
    const response = await fetch(`${own.server.http}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${text}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: response.status, text: await response.text() }
  }
}

async function connects(token: string): Promise<boolean> {
  try {
    await (await MqttListener.connect(own.server.mqtt, token)).end()
    return true
  } catch {
    return false
  }
}

test.each([
  { scopes: ['read'], get: 200, post: 403, mqtt: false },
  { scopes: ['write'], get: 403, post: 201, mqtt: false },
  { scopes: ['mqtt'], get: 403, post: 403, mqtt: true },
  { scopes: ['read', 'write', 'mqtt'], get: 200, post: 201, mqtt: true },
])('a token with $scopes may do that and nothing else', async ({ scopes, get, post, mqtt }) => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const token = await newToken(dora, scopes)
  const call = bearer(token)
  expect((await call('GET', '/tickets')).status).toBe(get)
  const site = { name: 'A', address: '1 Main St', timeZone: 'America/New_York' }
  expect((await call('POST', '/sites', site)).status).toBe(post)
  expect(await connects(token.token)).toBe(mqtt)
})

test('a token has the rights of its owner, those of this moment', async () => {
  const tim = await own.server.admin.newUser('technician', 'Tim')
  const call = bearer(await newToken(tim, ['read', 'write']))
  const ana = await own.server.admin.newUser('technician', 'Ana')
  const ticket = await own.server.admin.newTicket((await own.server.admin.newSite()).id)
  expect((await call('GET', `/tickets/${ticket.id}`)).status).toBe(200)
  await own.server.admin.command(ticket.id, 'assign', { technicianId: ana.technicianId })
  expect((await call('GET', `/tickets/${ticket.id}`)).status).toBe(404)
  await own.server.admin.patch(`/users/${tim.userId}`, { active: false })
  expect((await call('GET', '/tickets')).status).toBe(401)
})

test('a token makes no tokens, changes no password, sees no sessions', async () => {
  const call = bearer(await newToken(own.server.admin, ['read', 'write', 'mqtt']))
  const password = { currentPassword: 'a long enough password', newPassword: 'a password of a thief' }
  expect((await call('POST', '/tokens', { name: 'x', scopes: ['read'] })).status).toBe(403)
  expect((await call('POST', '/session/password', password)).status).toBe(403)
  expect(
    (await call('POST', `/users/${own.server.admin.userId}/reset-sign-in`, { password: 'x'.repeat(9) })).status,
  ).toBe(403)
  expect((await call('GET', '/sessions')).status).toBe(403)
  expect((await call('GET', '/tokens')).status).toBe(403)
  expect((await call('DELETE', '/session')).status).toBe(403)
})

test('a revoked token ends at once for HTTP, and within 5 s for MQTT', { timeout: 6_000 }, async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const token = await newToken(dora, ['read', 'mqtt'])
  const listener = await MqttListener.connect(own.server.mqtt, token.token, ['feed/staff'])
  const listed = await expectStatus(200, dora.get<{ items: Token[] }>('/tokens'))
  expect(listed.items.map(({ id }) => id)).toEqual([token.id])
  expect(JSON.stringify(listed)).not.toContain(token.token)
  expect((await dora.call('DELETE', `/tokens/${token.id}`)).status).toBe(204)
  expect((await bearer(token)('GET', '/tickets')).status).toBe(401)
  await listener.untilClosed()
})

test('a token lasts until it is revoked, or to the moment that was asked for', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const lasting = await newToken(dora, ['read'])
  const short = await expectStatus(
    201,
    dora.post<NewToken>('/tokens', { name: 'short', scopes: ['read'], expiresAt: '2100-01-01T00:00:00Z' }),
  )
  expect(lasting.expiresAt).toBeUndefined()
  expect((await bearer(short)('GET', '/tickets')).status).toBe(200)
  await own.database.superuser(`update tokens set expires_at = now() - interval '1 second' where name = 'short'`)
  expect((await bearer(short)('GET', '/tickets')).status).toBe(401)
  expect(
    (await dora.post('/tokens', { name: 'past', scopes: ['read'], expiresAt: '2001-01-01T00:00:00Z' })).status,
  ).toBe(400)
})

test.each(['', 'sbt_', `sbt_${'0'.repeat(32)}_${'A'.repeat(43)}`, `sbt_${'0'.repeat(32)}_${'A'.repeat(42)}`])(
  'a token that is none of ours is refused: %j',
  async (token) => {
    expect((await bearer(token)('GET', '/tickets')).status).toBe(401)
    expect(await connects(token)).toBe(false)
  },
)

test('another secret with the id of a token is refused', async () => {
  const { token } = await newToken(own.server.admin, ['read'])
  expect((await bearer(`${token.slice(0, -43)}${'B'.repeat(43)}`)('GET', '/tickets')).status).toBe(401)
})

test('nobody sees or revokes another’s token; managers do', async () => {
  const [dora, tim, mia] = await Promise.all([
    own.server.admin.newUser('dispatcher', 'Dora'),
    own.server.admin.newUser('technician', 'Tim'),
    own.server.admin.newUser('manager', 'Mia'),
  ])
  const token = await newToken(dora, ['read'])
  expect((await tim.call('DELETE', `/tokens/${token.id}`)).status).toBe(404)
  expect((await expectStatus(200, tim.get<{ items: Token[] }>('/tokens'))).items).toEqual([])
  const seen = await expectStatus(200, mia.get<{ items: Token[] }>('/tokens'))
  expect(seen.items.find(({ id }) => id === token.id)?.owner).toEqual({ id: dora.userId, name: 'Dora' })
  expect((await mia.call('DELETE', `/tokens/${token.id}`)).status).toBe(204)
})

const personal = {
  ticket: { title: 'Mrs Rosewater waits', description: 'Her number is 555-0199' },
  site: { name: 'Rosewater Home', address: '12 Hidden Lane', contact: 'Ida Rosewater, 555-0199' },
}
const secrets = ['Rosewater', 'Hidden Lane', '555-0', 'Ulrike', 'a remark of hers', 'Carrier of hers']

test('a wallboard sees the day and nobody’s name, in /sync and on its feed', async () => {
  const { admin } = own.server
  const mia = await admin.newUser('manager', 'Mia')
  const token = await newToken(mia, ['wallboard'])
  const wall = bearer(token)
  const ulrike = await admin.newUser('technician', 'Ulrike')
  const listener = await MqttListener.connect(own.server.mqtt, token.token, ['feed/wallboard', 'system/head'])
  const site = await expectStatus(
    201,
    admin.post<{ id: string }>('/sites', { ...personal.site, timeZone: 'America/New_York' }),
  )
  const ticket = await admin.newTicket(site.id, personal.ticket)
  await admin.command(ticket.id, 'assign', { technicianId: ulrike.technicianId })
  await expectStatus(201, admin.post(`/tickets/${ticket.id}/comments`, { body: 'a remark of hers' }))
  await expectStatus(201, admin.post('/shipments', { description: 'For Mrs Rosewater', carrier: 'Carrier of hers' }))
  const { head } = await admin.sync(0)
  await listener.untilHead(head)

  const sync = await wall('GET', '/sync')
  const since = await wall('GET', '/sync?since=0')
  const feed = listener.received.map(({ text }) => text).join('\n')
  for (const text of [sync.text, since.text, feed]) {
    for (const secret of [...secrets, admin.session.user.name]) expect(text).not.toContain(secret)
    expect(text).toContain(ticket.id)
  }
  const rows = sync.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Json)
  const [row] = rows.filter((each) => each['id'] === ticket.id)
  expect(row?.['data']).toMatchObject({ priority: 'P2', status: 'assigned', assigneeIds: [ulrike.technicianId] })
  expect(new Set(rows.flatMap((each) => each['type'] ?? []))).toEqual(new Set(['ticket', 'technician', 'shipment']))
  await listener.end()
})

test('a wallboard may ask for nothing else, and subscribe to nothing else', async () => {
  const token = await newToken(own.server.admin, ['wallboard'])
  const wall = bearer(token)
  const paths = [
    '/tickets',
    '/tickets?q=a',
    '/users',
    '/sites',
    '/changes',
    '/sessions',
    '/tokens',
    '/session/second-factor',
  ]
  for (const path of paths) expect([path, (await wall('GET', path)).status]).toEqual([path, 403])
  expect((await wall('POST', '/tickets', {})).status).toBe(403)
  const listener = await MqttListener.connect(own.server.mqtt, token.token)
  const filters = ['feed/staff', 'feed/pool', 'feed/+', 'tickets/+', 'tech/+', 'users/+', 'feed/wallboard']
  const granted = await Promise.allSettled(filters.map((filter) => listener.client.subscribeAsync(filter)))
  expect(granted.map(({ status }) => status)).toEqual([...Array.from({ length: 6 }, () => 'rejected'), 'fulfilled'])
  await listener.end()
})

test('a wallboard outlives who made it, and others than managers make none', async () => {
  const mia = await own.server.admin.newUser('manager', 'Mia')
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const token = await newToken(mia, ['wallboard'])
  expect((await own.server.admin.patch(`/users/${mia.userId}`, { active: false })).status).toBe(200)
  expect((await bearer(token)('GET', '/sync')).status).toBe(200)
  expect((await dora.post('/tokens', { name: 'wall', scopes: ['wallboard'] })).status).toBe(403)
  expect((await own.server.admin.post('/tokens', { name: 'both', scopes: ['wallboard', 'read'] })).status).toBe(400)
  expect((await own.server.admin.post('/tokens', { name: 'box', scopes: ['sandbox'] })).status).toBe(400)
})
