import { expect, test } from 'vitest'
import { ApiClient, testPassword } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { adminSignIn } from '../testing/startServer.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()

async function refresh(refreshToken: string) {
  const response = await fetch(`${own.server.http}/api/v1/session/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken }),
  })
  return { status: response.status, body: (await response.json()) as ApiClient['session'] }
}

async function signIn(email: string, password: string) {
  return fetch(`${own.server.http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
}

test('a session is what the contract says, and its access token opens the API', () => {
  expect(own.server.admin.session).toMatchObject({
    expiresIn: 900,
    user: { email: adminSignIn.email, role: 'admin', name: 'Admin' },
  })
})

test('an e-mail address signs in however it is written', async () => {
  expect((await signIn(` ${adminSignIn.email.toUpperCase()} `, adminSignIn.password)).status).toBe(200)
})

test('A1: a refresh token used again before its successor was used gives the same successor', async () => {
  const { session } = await ApiClient.signIn(own.server.http, adminSignIn)
  const first = await refresh(session.refreshToken)
  const again = await refresh(session.refreshToken)
  expect(first.status).toBe(200)
  expect(again.body.refreshToken).toBe(first.body.refreshToken)
  const next = await refresh(first.body.refreshToken)
  expect(next.status).toBe(200)
})

test('A1: a refresh token used after its successor was used ends the session', async () => {
  const client = await ApiClient.signIn(own.server.http, adminSignIn)
  const first = await refresh(client.session.refreshToken)
  const second = await refresh(first.body.refreshToken)
  expect((await refresh(client.session.refreshToken)).status).toBe(401)
  expect((await refresh(second.body.refreshToken)).status).toBe(401)
  expect((await client.get('/tickets')).status).toBe(401)
})

test('A1: a refresh token used again later than 30 s ends the session', async () => {
  const client = await ApiClient.signIn(own.server.http, adminSignIn)
  const first = await refresh(client.session.refreshToken)
  await own.database.superuser(
    `update sessions set rotated_at = now() - interval '31 seconds' where generation = 2 and revoked_at is null`,
  )
  expect((await refresh(client.session.refreshToken)).status).toBe(401)
  expect((await refresh(first.body.refreshToken)).status).toBe(401)
})

test('A1: a stolen refresh token costs both their session, sockets included within 5 s, and is in the audit', async () => {
  const client = await own.server.admin.newUser('dispatcher', 'Dora')
  const first = await refresh(client.session.refreshToken)
  const listener = await MqttListener.connect(own.server.mqtt, first.body.accessToken, ['system/head'])
  await refresh(first.body.refreshToken)
  const reusedAt = performance.now()
  expect((await refresh(client.session.refreshToken)).status).toBe(401)
  await listener.untilClosed()
  expect(performance.now() - reusedAt).toBeLessThan(5_000)
  const { body } = await own.server.admin.get(`/audit?byId=${client.userId}&action=session.reused`)
  expect(body['items']).toMatchObject([
    { outcome: 'refused', by: { name: 'Dora' }, address: '127.0.0.1', subject: { type: 'session' } },
  ])
})

test('two refreshes at the same moment get the same successor', async () => {
  const { session } = await ApiClient.signIn(own.server.http, adminSignIn)
  const answers = await Promise.all([refresh(session.refreshToken), refresh(session.refreshToken)])
  expect(new Set(answers.map((each) => each.body.refreshToken)).size).toBe(1)
})

test.each(['', 'x', 'a.b.c', '019a0000-0000-7000-8000-000000000001.1.AAAA'])(
  'a refresh token that is none of ours is refused: %j',
  async (token) => {
    expect([400, 401]).toContain((await refresh(token)).status)
  },
)

test('signing out ends the session for HTTP and, within 5 s, for MQTT', { timeout: 5_000 }, async () => {
  const client = await ApiClient.signIn(own.server.http, adminSignIn)
  const listener = await MqttListener.connect(own.server.mqtt, client.session.accessToken, ['system/head'])
  expect((await client.call('DELETE', '/session')).status).toBe(204)
  expect((await client.get('/tickets')).status).toBe(401)
  await listener.untilClosed()
})

test('a connection whose session is refreshed stays, one whose session has expired is closed within 5 s', async () => {
  const kept = await ApiClient.signIn(own.server.http, adminSignIn)
  const left = await ApiClient.signIn(own.server.http, adminSignIn)
  const [keptListener, leftListener] = await Promise.all(
    [kept, left].map((client) => MqttListener.connect(own.server.mqtt, client.session.accessToken, ['system/head'])),
  )
  await own.database.superuser(
    `update sessions set access_expires_at = now() - interval '1 second' where generation = 1`,
  )
  const refreshed = await refresh(kept.session.refreshToken)
  expect(refreshed.status).toBe(200)
  await leftListener?.untilClosed()
  expect(keptListener?.closed).toBe(false)
  await keptListener?.end()
})

test('another password, and a sign-in that is reset, cut the sockets of the sessions that they end, and no others', async () => {
  const { admin, mqtt, http } = own.server
  const dora = await admin.newUser('dispatcher', 'Dora')
  const other = await ApiClient.signIn(http, { email: dora.session.user.email, password: testPassword })
  const [mine, others] = await Promise.all(
    [dora, other].map(({ session }) => MqttListener.connect(mqtt, session.accessToken, ['system/head'])),
  )
  const newPassword = 'another fine password'
  expect((await dora.post('/session/password', { currentPassword: testPassword, newPassword })).status).toBe(204)
  await others?.untilClosed()
  expect(mine?.closed).toBe(false)
  expect((await admin.post(`/users/${dora.userId}/reset-sign-in`, { password: 'one from the admin' })).status).toBe(204)
  await mine?.untilClosed()
})

test('a user who is deactivated is cut off, sockets included, within 5 s', { timeout: 5_000 }, async () => {
  const tim = await own.server.admin.newUser('technician', 'Tim')
  const listener = await MqttListener.connect(own.server.mqtt, tim.session.accessToken, ['system/head'])
  await own.server.admin.patch(`/users/${tim.userId}`, { active: false })
  expect((await tim.get('/tickets')).status).toBe(401)
  expect((await refresh(tim.session.refreshToken)).status).toBe(401)
  await listener.untilClosed()
})

test(
  'after a change of role the connection is closed within 5 s and /sync starts over',
  { timeout: 5_000 },
  async () => {
    const tim = await own.server.admin.newUser('technician', 'Tim')
    const { head } = await tim.sync()
    const listener = await MqttListener.connect(own.server.mqtt, tim.session.accessToken, ['system/head'])
    await own.server.admin.patch(`/users/${tim.userId}`, { role: 'dispatcher' })
    expect((await tim.get(`/sync?since=${head}`)).status).toBe(410)
    expect((await tim.sync()).lines.length).toBeGreaterThan(0)
    await listener.untilClosed()
  },
)

test('wrong passwords are refused in the same words for users there are and users there are not, then slowed', async () => {
  const tim = await own.server.admin.newUser('technician', 'Tim')
  const { email } = tim.session.user
  const wrong = await (await signIn(email, 'not the password')).json()
  const nobody = await (await signIn('nobody@test.local', 'not the password')).json()
  expect(wrong).toEqual(nobody)
  let last = await signIn(email, 'not the password')
  for (let tries = 0; tries < 20 && last.status === 401; tries++) last = await signIn(email, 'not the password')
  expect(last.status).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await last.json()).toMatchObject({ error: { code: 'slow_down' } })
  // Somebody else at the same address is not held up.
  expect((await signIn(adminSignIn.email, adminSignIn.password)).status).toBe(200)
})

test('whoever tries passwords at an open console is slowed as at the door, and told for how long', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const attempt = () =>
    dora.post('/session/password', { currentPassword: 'not this one', newPassword: 'another fine password' })
  let last = await attempt()
  for (let tries = 0; tries < 20 && last.status === 403; tries++) last = await attempt()
  expect(last.status).toBe(429)
  const retryAfter = Number(last.headers.get('retry-after'))
  expect(retryAfter).toBeGreaterThan(0)
  expect(retryAfter).toBeLessThanOrEqual(60)
})

test('without a token, with a wrong one and with one of another kind every route answers 401', async () => {
  for (const authorization of [
    undefined,
    'Bearer x',
    'Bearer a.b.c',
    `Bearer ${own.server.admin.session.refreshToken}`,
  ]) {
    const response = await fetch(`${own.server.http}/api/v1/tickets`, {
      headers: authorization ? { authorization } : {},
    })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } })
  }
})
