import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { type RecoveryCodes, type SecondFactorOffer, type SessionInfo } from '../contract/session.ts'
import { ApiClient, expectStatus } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
const password = 'a long enough password'

async function signIn(email: string, code?: string, secret = password, agent = 'test') {
  const response = await fetch(`${own.server.http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({ email, password: secret, ...(code === undefined ? {} : { code }) }),
  })
  return { status: response.status, body: (await response.json()) as { error?: { code: string; details: object } } }
}

async function sessionsOf(client: ApiClient): Promise<SessionInfo[]> {
  return (await expectStatus(200, client.get<{ items: SessionInfo[] }>('/sessions'))).items
}

test('one sees one’s own sessions, with where and what they are used from', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  await signIn(dora.session.user.email, undefined, password, 'Phone 7')
  const sessions = await sessionsOf(dora)
  expect(sessions).toHaveLength(2)
  expect(sessions.filter((each) => each.current)).toHaveLength(1)
  expect(sessions.find((each) => each.agent === 'Phone 7')).toMatchObject({ current: false, address: '127.0.0.1' })
})

test('signing out another session ends it for HTTP and MQTT, and not one’s own', { timeout: 6_000 }, async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const other = await ApiClient.signIn(own.server.http, { email: dora.session.user.email, password })
  const listener = await MqttListener.connect(own.server.mqtt, other.session.accessToken, ['system/head'])
  const [theirs] = (await sessionsOf(dora)).filter((each) => !each.current)
  expect((await dora.call('DELETE', `/sessions/${theirs?.id}`)).status).toBe(204)
  expect((await other.get('/tickets')).status).toBe(401)
  expect(await sessionsOf(dora)).toHaveLength(1)
  await listener.untilClosed()
})

test('all others are signed out at once', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const others = await Promise.all(
    [1, 2].map(() => ApiClient.signIn(own.server.http, { email: dora.session.user.email, password })),
  )
  expect((await dora.call('DELETE', '/sessions')).status).toBe(204)
  expect(await Promise.all(others.map(async (each) => (await each.get('/tickets')).status))).toEqual([401, 401])
  expect((await dora.get('/tickets')).status).toBe(200)
})

test('somebody else’s session and one that does not exist get the same answer', async () => {
  const [dora, tim] = await Promise.all([
    own.server.admin.newUser('dispatcher', 'Dora'),
    own.server.admin.newUser('technician', 'Tim'),
  ])
  const [theirs] = await sessionsOf(dora)
  const answers = await Promise.all(
    [theirs?.id, '019a0000-0000-7000-8000-000000000001', 'nonsense'].map((id) => tim.call('DELETE', `/sessions/${id}`)),
  )
  expect(answers.map((each) => each.status)).toEqual([404, 404, 404])
  expect(new Set(answers.map((each) => JSON.stringify(each.body))).size).toBe(1)
  expect((await dora.get('/tickets')).status).toBe(200)
})

test('a password is changed with the old one, and other sessions end', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const { email } = dora.session.user
  const other = await ApiClient.signIn(own.server.http, { email, password })
  const newPassword = 'another fine password'
  const wrong = await dora.post('/session/password', { currentPassword: 'not this one', newPassword })
  expect([wrong.status, wrong.body['error']?.['code']]).toEqual([403, 'forbidden'])
  const weak = await dora.post('/session/password', { currentPassword: password, newPassword: 'password123' })
  expect(weak.status).toBe(400)
  expect((await dora.post('/session/password', { currentPassword: password, newPassword })).status).toBe(204)
  expect((await other.get('/tickets')).status).toBe(401)
  expect((await dora.get('/tickets')).status).toBe(200)
  expect((await signIn(email)).status).toBe(401)
  expect((await signIn(email, undefined, newPassword)).status).toBe(200)
})

test.each(['password', 'Password123', 'aaaaaaaaaa', 'short'])(
  'a new user cannot have the password %s',
  async (weak) => {
    const user = { email: `${crypto.randomUUID()}@test.local`, name: 'Weak', role: 'dispatcher', password: weak }
    expect((await own.server.admin.post('/users', user)).status).toBe(400)
  },
)

/** A new user with a second factor in force. */
async function withSecondFactor() {
  const client = await own.server.admin.newUser('dispatcher', 'Two')
  const { secret, uri } = await expectStatus(
    200,
    client.post<SecondFactorOffer>('/session/second-factor', { password }),
  )
  expect(uri).toContain('otpauth://totp/Signalbox:')
  const totp = new TOTP({ secret })
  // The code of the step before, so that the next sign-in has one that is newer.
  const code = totp.generate({ timestamp: Date.now() - 30_000 })
  const { recoveryCodes } = await expectStatus(
    200,
    client.post<RecoveryCodes>('/session/second-factor/confirm', { code }),
  )
  return { client, totp, recoveryCodes, email: client.session.user.email }
}

test('with a second factor the password alone is answered with code_required, and a code is good once', async () => {
  const { email, totp } = await withSecondFactor()
  const missing = await signIn(email)
  expect([missing.status, missing.body.error?.code]).toEqual([401, 'code_required'])
  const code = totp.generate()
  expect((await signIn(email, code)).status).toBe(200)
  const again = await signIn(email, code)
  expect([again.status, again.body.error]).toMatchObject([401, { code: 'code_required', details: { wrong: true } }])
})

test('the second factor is asked for only after the right password', async () => {
  const { email, totp } = await withSecondFactor()
  expect((await signIn(email, totp.generate(), 'not the password')).body.error?.code).toBe('unauthenticated')
})

test('wrong codes are slowed as wrong passwords are', async () => {
  const { email } = await withSecondFactor()
  let last = await signIn(email, '000000')
  for (let tries = 0; tries < 10 && last.status === 401; tries++) last = await signIn(email, '000000')
  expect(last.status).toBe(429)
})

test('each recovery code lets in once, however it is typed', async () => {
  const { email, client, recoveryCodes } = await withSecondFactor()
  expect(recoveryCodes).toHaveLength(10)
  const code = recoveryCodes[3] ?? ''
  expect((await signIn(email, code.toUpperCase().replaceAll('-', ' '))).status).toBe(200)
  expect((await signIn(email, code)).status).toBe(401)
  expect((await client.get('/session/second-factor')).body).toEqual({ active: true, recoveryCodesLeft: 9 })
})

test('two sign-ins with one code at the same moment: one is let in', async () => {
  const { email, recoveryCodes } = await withSecondFactor()
  const answers = await Promise.all([1, 2, 3].map(() => signIn(email, recoveryCodes[0])))
  expect(answers.filter((each) => each.status === 200)).toHaveLength(1)
})

test('a second factor that was not confirmed locks nobody out; one in force is taken away with the password', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const { email } = dora.session.user
  await expectStatus(200, dora.post('/session/second-factor', { password }))
  expect((await signIn(email)).status).toBe(200)
  const { client } = await withSecondFactor()
  expect((await client.post('/session/second-factor', { password })).status).toBe(409)
  expect((await client.post('/session/second-factor/remove', { password: 'not this' })).status).toBe(403)
  expect((await client.post('/session/second-factor/remove', { password })).status).toBe(204)
  expect((await signIn(client.session.user.email)).status).toBe(200)
})

test('a manager gives a new password to who has lost theirs; the factor and the sessions go; admins are for admins', async () => {
  const { email, client } = await withSecondFactor()
  const manager = await own.server.admin.newUser('manager', 'Mia')
  const path = `/users/${client.userId}/reset-sign-in`
  const next = { password: 'a password from the manager' }
  const tim = await own.server.admin.newUser('technician', 'Tim')
  expect((await tim.post(path, next)).status).toBe(403)
  expect((await manager.post(`/users/${own.server.admin.userId}/reset-sign-in`, next)).status).toBe(403)
  expect((await manager.post(path, next)).status).toBe(204)
  expect((await client.get('/tickets')).status).toBe(401)
  expect((await signIn(email, undefined, next.password)).status).toBe(200)
})
