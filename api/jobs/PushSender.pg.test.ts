import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deriveKeys } from '../auth/secrets.ts'
import { savePushSubscription } from '../commands/savePushSubscription.ts'
import { type Role } from '../contract/user.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { PushService, type TestDevice } from '../testing/PushService.ts'
import { pushAgain } from './claimPushes.ts'
import { PushSender } from './PushSender.ts'

const minute = 60_000
let clock = Date.now()
let database: TestDatabase
let service: PushService
let sender: PushSender
let devices = 0
const keys = [deriveKeys('now'.repeat(20)).push, deriveKeys('before'.repeat(10)).push] as const

function newSender(): PushSender {
  const contact = 'mailto:dispatch@test.local'
  return new PushSender({ db: database.db, keys, contact, sandbox: service.origin, leads: () => true })
}

beforeAll(async () => {
  database = await testDatabase({ now: () => new Date(clock) })
  service = await PushService.start()
  service.publicKey = keys[0].publicKey
  sender = newSender()
})
afterAll(async () => {
  await sender.stop()
  await service[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await sender.settled()
  service.requests.length = 0
  service.answers.clear()
  service.onMessage = () => {}
  await database.superuser('delete from technicians')
  await database.superuser('delete from users')
})

const at = (): string => new Date(clock).toISOString()

interface Person {
  userId: string
  role: Role
  name: string
}

async function newPerson(role: Role = 'dispatcher'): Promise<Person> {
  const userId = newId()
  await database.superuser(
    `insert into users (id, name, role, created_at, updated_at) values ($1, 'Luis Ortega', $2, $3, $3)`,
    [userId, role, at()],
  )
  return { userId, role, name: 'Luis Ortega' }
}

async function newSession({ userId, role }: Person): Promise<string> {
  const id = newId()
  await database.superuser(
    `insert into sessions (id, user_id, role, rotated_at, access_expires_at, refresh_expires_at, created_at)
     values ($1, $2, $3, $4, $4, $5, $4)`,
    [id, userId, role, at(), new Date(clock + 24 * 60 * minute).toISOString()],
  )
  return id
}

async function newDevice(
  person: Person,
  key = keys[0].publicKey,
  sessionId?: string,
): Promise<TestDevice & { name: string; sessionId: string }> {
  const name = `device-${++devices}`
  const device = service.newDevice(name)
  const session = sessionId ?? (await newSession(person))
  const server = { key, sandbox: service.origin }
  await savePushSubscription(database.db, { ...person, sessionId: session }, device.subscription, server)
  return { ...device, name: `/${name}`, sessionId: session }
}

async function notify(userId: string, more: Record<string, unknown> = {}): Promise<string> {
  const row = {
    id: newId(),
    user_id: userId,
    kind: 'mention',
    severity: 'info',
    priority: 'P1',
    ticket_id: newId(),
    ticket_number: 1042,
    ticket_title: 'No heat',
    site_id: newId(),
    site_name: '133 Avenue',
    subject_type: 'ticket',
    subject_id: newId(),
    by_name: 'Dana',
    detail: 'the code of the door is 4711',
    group_key: 'mention',
    channels: ['centre', 'push'],
    created_at: at(),
    read_at: null,
    revision: 1,
    ...more,
  }
  const names = Object.keys(row)
  await database.superuser(
    `insert into notifications (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  )
  return row.id
}

async function send(by = sender): Promise<void> {
  by.wake()
  await by.settled()
}

test('a device is told once, encrypted for it alone, with what a push service acts upon', async () => {
  const luis = await newPerson()
  const [phone, tablet] = [await newDevice(luis), await newDevice(luis)]
  const stranger = await newDevice(await newPerson())
  const id = await notify(luis.userId)
  await send()
  await send()
  for (const { received } of [phone, tablet]) {
    expect(received.map(({ message }) => message)).toEqual([
      {
        v: 1,
        id,
        tag: 'ticket-1042',
        title: '[P1] Dana mentioned you on #1042',
        body: 'No heat',
        path: '/ticket/1042',
        at: at(),
        gone: [],
      },
    ])
  }
  expect(stranger.received).toEqual([])
  const [first] = phone.received
  expect(first?.headers).toMatchObject({ ttl: '14400', urgency: 'high', 'content-encoding': 'aes128gcm' })
  expect(first?.headers['topic']).toMatch(/^[\w-]{32}$/)
  expect(first?.headers['topic']).not.toBe(tablet.received[0]?.headers['topic'])
  expect(first?.token).toMatchObject({ sub: 'mailto:dispatch@test.local' })
  expect(first?.token.exp).toBeLessThanOrEqual(Date.now() / 1000 + 24 * 3600)
})

test('what was said, where and for whom is never in it, and it stays far below what a push service must take', async () => {
  const luis = await newPerson()
  const phone = await newDevice(luis)
  const title = 'Wärmepumpe 🔥 '.repeat(30)
  const long = { ticket_title: title, by_name: 'x'.repeat(120), detail: 'y'.repeat(160) }
  for (let read = 0; read < 30; read++) await notify(luis.userId, { ticket_number: read + 1 })
  await send()
  await database.superuser('update notifications set read_at = $1', [at()])
  await notify(luis.userId, long)
  await send()
  const last = phone.received.at(-1)
  expect(last?.message.gone).toHaveLength(20)
  expect(last?.size).toBeLessThan(4096)
  const text = JSON.stringify(phone.received.map(({ message }) => message))
  for (const secret of ['4711', 'yyy', '133 Avenue']) expect(text).not.toContain(secret)
})

test('several servers at once tell each device once', async () => {
  const luis = await newPerson()
  const phones = await Promise.all(Array.from({ length: 8 }, () => newDevice(luis)))
  const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => notify(luis.userId, { ticket_number: n + 1 })))
  const others = [newSender(), newSender(), newSender()]
  await Promise.all([sender, ...others].map((each) => send(each)))
  // Each stops at what may be under way at once; what is left is taken by whoever looks next.
  await Promise.all([sender, ...others].map((each) => send(each)))
  for (const other of others) await other.stop()
  expect(service.requests).toHaveLength(ids.length * phones.length)
  for (const { received } of phones) {
    expect(received.map(({ message }) => message.id).toSorted()).toEqual(ids.toSorted())
  }
})

test('what is read, withdrawn, of an hour ago, not to be pushed, or from before the device asked is not sent', async () => {
  const luis = await newPerson()
  await notify(luis.userId)
  clock += 1000
  const phone = await newDevice(luis)
  await notify(luis.userId, { read_at: at() })
  await notify(luis.userId, { handled_at: at() })
  await notify(luis.userId, { cleared_at: at() })
  await notify(luis.userId, { channels: ['centre', 'toast', 'email'] })
  clock += 61 * minute
  await notify(luis.userId, { created_at: new Date(clock - 60.5 * minute).toISOString() })
  await send()
  expect(service.requests).toEqual([])
  expect(phone.received).toEqual([])
})

test('N5: what a server that died had under way is sent again after a minute, not before', async () => {
  const luis = await newPerson()
  const phone = await newDevice(luis)
  const id = await notify(luis.userId)
  await send()
  // As if it had been killed between the answer of the push service and its own note.
  await database.superuser('update pushes set sent_at = null')
  await send()
  clock += 59_000
  await send()
  expect(phone.received).toHaveLength(1)
  clock += 2_000
  await send()
  expect(phone.received.map(({ message }) => [message.id, message.tag])).toEqual([
    [id, 'ticket-1042'],
    [id, 'ticket-1042'],
  ])
})

test('an alarm that has become louder is told once more, under its id, to the devices that were told', async () => {
  const luis = await newPerson()
  const [phone, broken] = [await newDevice(luis), await newDevice(luis)]
  service.answers.set(broken.name, { status: 403 })
  const alarm = (step: string): string => JSON.stringify({ step })
  const id = await notify(luis.userId, { kind: 'alarm', severity: 'error', alarm: alarm('toast') })
  await send()
  await database.superuser('update notifications set alarm = $2 where id = $1', [id, alarm('tone')])
  await database.db.service((tx) => pushAgain(tx, [id], new Date(clock)))
  await send()
  await send()
  expect(phone.received.map(({ message }) => [message.id, message.step])).toEqual([
    [id, 'toast'],
    [id, 'tone'],
  ])
  expect(service.requests.filter((path) => path === broken.name)).toHaveLength(1)
})

test('429 and 5xx are tried again with growing waits, not before the service asks, and with an end', async () => {
  const luis = await newPerson()
  const phone = await newDevice(luis)
  await notify(luis.userId)
  service.answers.set(phone.name, { status: 429, headers: { 'retry-after': '120' } })
  const tries = async (after: number): Promise<number> => {
    clock += after
    await send()
    return service.requests.length
  }
  expect(await tries(0)).toBe(1)
  expect(await tries(100_000)).toBe(1)
  service.answers.set(phone.name, { status: 503 })
  expect(await tries(21_000)).toBe(2)
  expect(await tries(299_000)).toBe(2)
  expect(await tries(2_000)).toBe(3)
  expect(await tries(899_000)).toBe(3)
  expect(await tries(2_000)).toBe(4)
  expect(await tries(1_801_000)).toBe(5)
  const [row] = await database.superuser<{ problem: string }>('select problem from pushes')
  expect(row?.problem).toContain('503')
  service.answers.clear()
  expect(await tries(60 * minute)).toBe(5)
})

test('404 and 410 end the subscription; a redirect is not followed; another device is told all the same', async () => {
  const luis = await newPerson()
  const [lost, gone, moved, good] = await Promise.all([0, 1, 2, 3].map(() => newDevice(luis)))
  if (!lost || !gone || !moved || !good) throw new Error('no devices')
  service.answers.set(lost.name, { status: 404 })
  service.answers.set(gone.name, { status: 410 })
  service.answers.set(moved.name, { status: 307, headers: { location: `${service.origin}/elsewhere` } })
  await notify(luis.userId)
  await send()
  expect(good.received).toHaveLength(1)
  expect(service.requests).not.toContain('/elsewhere')
  const left = await database.superuser<{ endpoint: string }>('select endpoint from push_subscriptions')
  expect(left.map(({ endpoint }) => endpoint).toSorted()).toEqual(
    [moved, good].map(({ subscription }) => subscription.endpoint).toSorted(),
  )
  clock += 30 * minute
  await send()
  expect(service.requests.filter((path) => path === moved.name)).toHaveLength(1)
})

test.each([
  ['signed out', `update sessions set revoked_at = now()`],
  ['expired', `update sessions set refresh_expires_at = now() - interval '10 years'`],
  ['deactivated', 'update users set active = false'],
  ['deleted', 'update users set deleted_at = now()'],
  ['of another role', `update users set role = 'technician'`],
])('rule 2: who is %s is told no more, and is forgotten', async (_what, statement) => {
  const luis = await newPerson()
  const phone = await newDevice(luis)
  await notify(luis.userId)
  await database.superuser(statement)
  await send()
  expect(phone.received).toEqual([])
  expect(await database.superuser('select 1 from push_subscriptions')).toEqual([])
})

test('rule 2: a technician is not told of a ticket that they may not see at this moment', async () => {
  const tim = await newPerson('technician')
  const [technicianId, siteId] = [newId(), newId()]
  await database.superuser(
    `insert into technicians (id, user_id, name, status_since, created_at, updated_at) values ($1, $2, 'Tim', $3, $3, $3)`,
    [technicianId, tim.userId, at()],
  )
  await database.superuser(
    `insert into sites (id, name, address, time_zone, created_at, updated_at) values ($1, 'Site', 'Street', 'UTC', $2, $2)`,
    [siteId, at()],
  )
  const newTicket = async (viewers: string[]): Promise<string> => {
    const id = newId()
    await database.superuser(
      `insert into tickets (id, title, site_id, type, priority, status, assignee_ids, created_at, updated_at)
       values ($1, 'No heat', $2, 'Heating', 'P1', 'assigned', $3, $4, $4)`,
      [id, siteId, viewers, at()],
    )
    return id
  }
  const phone = await newDevice(tim)
  const seen = await notify(tim.userId, { kind: 'assigned', ticket_id: await newTicket([technicianId]) })
  await notify(tim.userId, { kind: 'assigned', ticket_id: await newTicket([newId()]) })
  // Says only which ticket it was.
  const hidden = { kind: 'released', ticket_id: await newTicket([newId()]), ticket_title: null, ticket_number: 7 }
  const released = await notify(tim.userId, hidden)
  await send()
  expect(phone.received.map(({ message }) => message.id).toSorted()).toEqual([seen, released].toSorted())
})

test('what was read elsewhere since is said with the next message', async () => {
  const luis = await newPerson()
  const phone = await newDevice(luis)
  const read = await notify(luis.userId)
  const unread = await notify(luis.userId, { ticket_number: 7 })
  await send()
  await database.superuser('update notifications set read_at = $2 where id = $1', [read, at()])
  await notify(luis.userId, { ticket_number: 8 })
  await send()
  const { gone } = phone.received.at(-1)?.message ?? {}
  expect(gone).toEqual([read])
  expect(gone).not.toContain(unread)
})

test('a device that subscribed with a former key takes messages of that key; with one that is gone it is forgotten', async () => {
  const luis = await newPerson()
  const phone = await newDevice(luis, keys[1].publicKey)
  service.publicKey = keys[1].publicKey
  await notify(luis.userId)
  await send()
  service.publicKey = keys[0].publicKey
  expect(phone.received).toHaveLength(1)
  const forgotten = await newDevice(luis, deriveKeys('long ago'.repeat(10)).push.publicKey)
  service.answers.set(phone.name, { status: 201 })
  await database.superuser('delete from push_subscriptions where session_id = $1', [phone.sessionId])
  await notify(luis.userId)
  await send()
  expect(forgotten.received).toEqual([])
  expect(await database.superuser('select 1 from push_subscriptions')).toEqual([])
})

test('one subscription a session and a browser; the same again changes nothing; at most ten a person', async () => {
  const [luis, dana] = [await newPerson(), await newPerson()]
  const first = await newDevice(luis)
  const server = { key: keys[0].publicKey, sandbox: service.origin }
  const idOf = async (): Promise<unknown> => database.superuser('select id from push_subscriptions')
  const before = await idOf()
  await savePushSubscription(database.db, { ...luis, sessionId: first.sessionId }, first.subscription, server)
  expect(await idOf()).toEqual(before)
  // Dana signs in where Luis was.
  await savePushSubscription(database.db, { ...dana, sessionId: await newSession(dana) }, first.subscription, server)
  const owners = await database.superuser<{ user_id: string }>('select user_id from push_subscriptions')
  expect(owners).toEqual([{ user_id: dana.userId }])
  for (let n = 0; n < 12; n++) {
    clock += 1
    await newDevice(dana)
  }
  const kept = await database.superuser<{ endpoint: string }>('select endpoint from push_subscriptions')
  expect(kept).toHaveLength(10)
  expect(kept.map(({ endpoint }) => endpoint)).not.toContain(first.subscription.endpoint)
})
