import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { auditActions, type AuditEntry } from '../contract/audit.ts'
import { defaultNotificationPreferences } from '../contract/notificationPreferences.ts'
import { Database } from '../db/Database.ts'
import { quietLog, testDatabase } from '../db/testing/testDatabase.ts'
import { pruneAudit } from '../jobs/pruneAudit.ts'
import { ApiClient, expectStatus, testPassword } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { startServer } from '../testing/startServer.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()

async function audit(query: string): Promise<AuditEntry[]> {
  return (await expectStatus(200, own.server.admin.get<{ items: AuditEntry[] }>(`/audit?${query}`))).items
}

function signIn(email: string, password: string) {
  return fetch(`${own.server.http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
}

test('a change is in the audit with who, when, from where, before and after', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const ticket = await own.server.admin.newTicket((await own.server.admin.newSite()).id)
  await expectStatus(200, dora.patch(`/tickets/${ticket.id}`, { priority: 'P1' }))
  const [entry] = await audit(`subjectId=${ticket.id}`)
  expect(entry).toMatchObject({
    action: 'ticket.update',
    outcome: 'done',
    by: { id: dora.userId, name: 'Dora' },
    address: '127.0.0.1',
    subject: { type: 'ticket', id: ticket.id },
    before: { priority: 'P2' },
    after: { priority: 'P1' },
  })
})

test('a refused change leaves no entry of a change', async () => {
  const ticket = await own.server.admin.newTicket((await own.server.admin.newSite()).id)
  expect((await own.server.admin.post(`/tickets/${ticket.id}/resume`)).status).toBe(409)
  expect((await audit(`subjectId=${ticket.id}`)).map(({ action }) => action)).toEqual(['ticket.create'])
})

test('changes of roles, sign-ins good and bad, and refusals of rights are in it', async () => {
  const { admin } = own.server
  const tim = await admin.newUser('technician', 'Tim')
  await signIn(tim.session.user.email, 'not the password')
  expect((await tim.post('/sites', { name: 'A', address: '1 Main St', timeZone: 'America/New_York' })).status).toBe(403)
  await admin.patch(`/users/${tim.userId}`, { role: 'dispatcher' })
  expect(await audit(`subjectId=${tim.userId}&action=user.update`)).toMatchObject([
    { before: { role: 'technician' }, after: { role: 'dispatcher' }, by: { name: 'Admin' } },
  ])
  expect(await audit(`subjectId=${tim.userId}&action=session.refused`)).toMatchObject([
    { outcome: 'refused', by: { id: null }, details: { email: tim.session.user.email } },
  ])
  expect(await audit(`byId=${tim.userId}&action=session.created`)).toHaveLength(1)
  const [refusal] = await audit(`byId=${tim.userId}&outcome=refused`)
  expect(refusal).toMatchObject({ action: 'request.refused', details: { method: 'POST', path: '/api/v1/sites' } })
})

test('no entry holds a password, a token or a code', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const { token } = await expectStatus(201, dora.post('/tokens', { name: 'x', scopes: ['read'] }))
  await dora.post('/session/password', {
    currentPassword: 'a long enough password',
    newPassword: 'the newest of passwords',
  })
  const text = JSON.stringify(await audit('limit=200'))
  expect(text).toContain('password.changed')
  for (const secret of [
    'a long enough password',
    'the newest of passwords',
    String(token),
    dora.session.refreshToken,
  ]) {
    expect(text).not.toContain(secret)
  }
})

test('only managers may read it, and asking is in it', async () => {
  const [mia, dora] = await Promise.all([
    own.server.admin.newUser('manager', 'Mia'),
    own.server.admin.newUser('dispatcher', 'Dora'),
  ])
  expect((await mia.get('/audit')).status).toBe(200)
  expect((await dora.get('/audit')).status).toBe(403)
  expect((await dora.get('/audit.csv')).status).toBe(403)
  expect((await audit(`byId=${dora.userId}&outcome=refused`)).map(({ details }) => details?.['path'])).toEqual([
    '/api/v1/audit.csv',
    '/api/v1/audit',
  ])
})

test('pages follow each other without gap or repeat, whatever is added meanwhile', async () => {
  const site = await own.server.admin.newSite()
  for (let number = 0; number < 7; number++)
    await own.server.admin.patch(`/sites/${site.id}`, { name: `Site ${number}` })
  const whole = (await audit(`subjectId=${site.id}`)).map(({ id }) => id)
  const paged: string[] = []
  let cursor = ''
  do {
    const page = await expectStatus(
      200,
      own.server.admin.get<{ items: AuditEntry[]; nextCursor?: string }>(
        `/audit?subjectId=${site.id}&limit=3${cursor && `&cursor=${cursor}`}`,
      ),
    )
    paged.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? ''
    await own.server.admin.patch(`/sites/${site.id}`, { name: `Later ${paged.length}` })
  } while (cursor !== '')
  expect(paged).toEqual(whole)
})

test.each(['what=x', 'outcome=maybe', 'byId=x', 'limit=0', 'cursor=1', 'from=yesterday'])(
  'a filter that is none is refused by name: %s',
  async (query) => {
    const { status, body } = await own.server.admin.get(`/audit?${query}`)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(query.split('=')[0])
  },
)

test('as CSV it starts no formula, and the export is in the audit', async () => {
  const formula = '=HYPERLINK("http://evil.example","x")'
  const { admin } = own.server
  const evil = await admin.newUser('dispatcher', 'Eva')
  await admin.patch(`/users/${evil.userId}`, { name: formula })
  await evil.newSite()
  const { status, headers, body } = await admin.get<string>(`/audit.csv?byId=${evil.userId}`)
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(body).toContain(`"'=HYPERLINK(`)
  expect(body).not.toMatch(/(^|,)"?[=+@]/m)
  expect(body.trim().split('\r\n')).toHaveLength(3)
  expect(await audit('action=data.exported&limit=1')).toMatchObject([
    { by: { name: 'Admin' }, details: { what: 'audit', filter: `byId=${evil.userId}` } },
  ])
})

test('what the server’s roles may do with it: append, and of the auditor read and forget what is old', async () => {
  await using database = await (async () => {
    const opened = new Database({ url: own.database.url, log: quietLog, applicationName: 'test' })
    return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() })
  })()
  const service = (sql: string) => database.service((db) => db.query(sql))
  const auditor = (sql: string) => database.asAuditor((db) => db.query(sql))
  await expect(service('select 1 from audit')).rejects.toThrow('permission denied')
  await expect(service(`update audit set by_name = 'nobody'`)).rejects.toThrow('permission denied')
  await expect(service('delete from audit')).rejects.toThrow('permission denied')
  await expect(auditor(`update audit set by_name = 'nobody'`)).rejects.toThrow('permission denied')
  await expect(auditor('delete from audit')).rejects.toThrow('append-only')
  await expect(own.database.superuser('update audit set action = action')).rejects.toThrow('append-only')
  await expect(own.database.superuser('truncate audit')).rejects.toThrow('append-only')
  for (const role of ['staff', 'technician'] as const) {
    const principal = { userId: null, name: '', role: role === 'staff' ? ('admin' as const) : ('technician' as const) }
    await expect(database.read(principal, (db) => db.query('select 1 from audit'))).rejects.toThrow('permission denied')
  }
  const kept = await auditor('select 1 from audit')
  await service(
    `insert into audit (id, at, action, outcome, by_name) select gen_random_uuid(), now() - interval '400 days', 'old', 'done', ''
     from generate_series(1, 3)`,
  )
  expect(await pruneAudit(database, 365)).toBe(3)
  expect((await auditor('select 1 from audit')).length).toBe(kept.length)
})

test('one user’s refusals cannot fill the disk', async () => {
  const tim = await own.server.admin.newUser('technician', 'Tim')
  for (let tries = 0; tries < 70; tries++) await tim.get('/audit')
  expect(await audit(`byId=${tim.userId}&outcome=refused&limit=200`)).toHaveLength(60)
})

test('what the broker refuses is in it: a bad token, a filter that is not theirs, a publication', async () => {
  const { server } = own
  const tim = await server.admin.newUser('technician', 'Tim at the broker')
  const { accessToken } = tim.session
  await expect(MqttListener.connect(server.mqtt, 'no token')).rejects.toThrow('Not authorized')
  const listener = await MqttListener.connect(server.mqtt, accessToken)
  await listener.client.subscribeAsync('feed/staff', { qos: 1 }).catch(() => {})
  listener.client.publish('tickets/x', 'nonsense', { qos: 1 })
  await listener.untilClosed()
  const entries = async () => (await audit('action=mqtt.refused')).map(({ by, details }) => [by.name, details])
  // Noted side by side, so in no order.
  const name = tim.session.user.name
  await expect.poll(async () => (await entries()).length).toBe(3)
  expect(await entries()).toEqual(
    expect.arrayContaining([
      ['', { what: 'connect' }],
      [name, { what: 'subscribe', filter: 'feed/staff' }],
      [name, { what: 'publish' }],
    ]),
  )
})

test('whatever is done about a sign-in is in it once, with whose it is and from where', async () => {
  const { admin, http } = own.server
  const mia = await admin.newUser('manager', 'Mia')
  const dora = await admin.newUser('dispatcher', 'Dora')
  const { userId } = dora
  const signInWith = { email: dora.session.user.email, password: testPassword }
  const { secret } = await expectStatus(
    200,
    dora.post<{ secret: string }>('/session/second-factor', { password: testPassword }),
  )
  const code = new TOTP({ secret }).generate()
  const { recoveryCodes } = await expectStatus(
    200,
    dora.post<{ recoveryCodes: string[] }>('/session/second-factor/confirm', { code }),
  )
  const recovered = await fetch(`${http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...signInWith, code: recoveryCodes[0] }),
  })
  expect(recovered.status).toBe(200)
  expect((await dora.post('/session/second-factor/remove', { password: testPassword })).status).toBe(204)
  const { id } = await expectStatus(201, dora.post<{ id: string }>('/tokens', { name: 'report', scopes: ['read'] }))
  expect((await dora.call('DELETE', `/tokens/${id}`)).status).toBe(204)
  const other = await ApiClient.signIn(http, signInWith)
  expect((await other.call('DELETE', '/session')).status).toBe(204)
  expect((await mia.post(`/users/${userId}/reset-sign-in`, { password: 'a password from Mia' })).status).toBe(204)

  const entries = await audit(`byId=${userId}&limit=200`)
  const once = (action: string) => {
    const found = entries.filter((entry) => entry.action === action)
    expect([action, found.length]).toEqual([action, 1])
    return found[0]
  }
  for (const action of [auditActions.secondFactorOn, auditActions.secondFactorOff, auditActions.recoveryCodeUsed]) {
    expect(once(action)).toMatchObject({ address: '127.0.0.1', subject: { type: 'user', id: userId } })
  }
  expect(once(auditActions.signedOut)).toMatchObject({ by: { name: 'Dora' }, subject: { type: 'session' } })
  expect(once(auditActions.tokenCreated)).toMatchObject({ subject: { id } })
  expect(once(auditActions.tokenRevoked)).toMatchObject({ subject: { id } })
  expect(await audit(`subjectId=${userId}&action=${auditActions.signInReset}`)).toMatchObject([
    { outcome: 'done', by: { id: mia.userId, name: 'Mia' }, address: '127.0.0.1' },
  ])
})

test('a list that is taken away as a file is in it, with what was asked for; one that is refused is not', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  expect((await dora.get('/exports/tickets.csv?priority=P1,P2&q=boiler&bom=true')).status).toBe(200)
  expect((await dora.get('/exports/sites.csv')).status).toBe(200)
  expect((await dora.get('/exports/tickets.csv?what=x')).status).toBe(400)
  const exports = await audit(`byId=${dora.userId}&action=data.exported`)
  expect(exports.map(({ details }) => details)).toEqual([
    { what: 'sites', filter: '' },
    { what: 'tickets', filter: 'priority=P1%2CP2&q=boiler' },
  ])
})

test('a setting that is changed is in it, before and after; saved as it is, or refused, it is not', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora')
  const save = async (changed: object) =>
    (await dora.call('PUT', '/notification-preferences', { ...defaultNotificationPreferences, ...changed })).status
  const quietHours = { from: '22:00', to: '06:00', zone: 'Europe/Berlin' }
  expect(await save({})).toBe(200)
  expect(await save({ quietHours, volume: 0 })).toBe(200)
  expect(await save({ quietHours, volume: 0 })).toBe(200)
  expect(await save({ quietHours: { ...quietHours, zone: 'Mars/Base' } })).toBe(400)
  expect(await save({})).toBe(200)
  const { volume } = defaultNotificationPreferences
  expect(await audit(`byId=${dora.userId}&action=setting.changed`)).toMatchObject([
    { before: { quietHours, volume: 0 }, after: { volume } },
    { before: { volume }, after: { quietHours, volume: 0 }, details: { what: 'notifications' } },
  ])
})

test('it is searched by any of its words, as they stand, and between two times', async () => {
  const dora = await own.server.admin.newUser('dispatcher', 'Dora_Quill')
  const site = await dora.newSite('Pier 50% off_season')
  await dora.patch(`/sites/${site.id}`, { name: 'Pier closed' })
  const mine = `byId=${dora.userId}&subjectId=${site.id}`
  const actions = async (query: string) => (await audit(`${mine}&${query}`)).map(({ action }) => action)
  expect(await actions(`q=${encodeURIComponent('50% OFF_season')}`)).toEqual(['site.update', 'site.create'])
  expect(await actions('q=closed')).toEqual(['site.update'])
  expect(await actions('q=a_Quill')).toHaveLength(2)
  // They stand for themselves: as wildcards they would find "Dora" and "Pier 50% off_season".
  expect(await actions('q=_ora')).toEqual([])
  expect(await actions(`q=${encodeURIComponent('Pier%season')}`)).toEqual([])
  expect(await actions('action=site.create,site.update&outcome=done&subjectType=site')).toHaveLength(2)
  const [updated, created] = await audit(mine)
  expect(await actions(`from=${updated?.at}&to=${updated?.at}`)).toContain('site.update')
  const before = new Date(Date.parse(created?.at ?? '') - 1).toISOString()
  expect(await actions(`to=${before}`)).toEqual([])
  expect(await actions(`from=${before}`)).toHaveLength(2)
})

test('it is kept for as many days as are configured', async () => {
  await using database = await testDatabase()
  const add = (days: number) =>
    database.superuser(
      `insert into audit (id, at, action, outcome, by_name)
       values (gen_random_uuid(), now() - $1 * interval '1 day', 'old.' || $1::text, 'done', '')`,
      [days],
    )
  for (const days of [6, 8, 400]) await add(days)
  await using server = await startServer({
    DATABASE_URL: database.url,
    SIGNALBOX_MQTT_PORT: 'off',
    SIGNALBOX_AUDIT_DAYS: '7',
  })
  const old = async () => {
    const { items } = await expectStatus(200, server.admin.get<{ items: AuditEntry[] }>('/audit?limit=200'))
    return items.map(({ action }) => action).filter((action) => action.startsWith('old.'))
  }
  // At its start the server looks for what is past its days.
  await expect.poll(old, { timeout: 20_000 }).toEqual(['old.6'])
})
