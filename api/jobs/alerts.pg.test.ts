import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quietLog, testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { alertOverdue } from './alertOverdue.ts'
import { notifyNext } from './Notifier.ts'
import { ReachWatch } from './ReachWatch.ts'

const minute = 60_000
let clock = Date.now()
let database: TestDatabase
const [dana, tim, site, ticket, assignment] = [newId(), newId(), newId(), newId(), newId()]

beforeAll(async () => {
  database = await testDatabase({ now: () => new Date(clock) })
  await database.superuser(
    `insert into users (id, name, role, created_at, updated_at)
     values ($1, 'Dana', 'dispatcher', now(), now()), ($2, 'Tim Ruiz', 'technician', now(), now())`,
    [dana, tim],
  )
  const at = new Date(clock).toISOString()
  await database.superuser(
    `insert into technicians (id, user_id, name, duty, status_since, created_at, updated_at, current_assignment)
     values ($1, $1, 'Tim Ruiz', 'on_shift', now(), now(), now(), '{}')`,
    [tim],
  )
  await database.superuser(
    `insert into sites (id, name, address, time_zone, created_at, updated_at) values ($1, 'Depot', 'x', 'UTC', now(), now())`,
    [site],
  )
  await database.superuser(
    `insert into tickets (id, title, site_id, type, priority, status, assignee_ids, created_at, updated_at)
     values ($1, 'No heat', $2, 'Heating', 'P2', 'assigned', array[$3::uuid], now(), now())`,
    [ticket, site, tim],
  )
  await database.superuser(
    `insert into assignments (id, ticket_id, technician_id, state, assigned_at) values ($1, $2, $3, 'assigned', $4)`,
    [assignment, ticket, tim, at],
  )
})
afterAll(() => database[Symbol.asyncDispose]())

const told = (kind: string) =>
  database.superuser<{ user_id: string; detail: string }>('select user_id, detail from notifications where kind = $1', [
    kind,
  ])

test('an assignment that is not delivered in a minute, not accepted in five, is told to the staff once each, however often it is looked at', async () => {
  const notified: string[] = []
  const look = (): Promise<number> => alertOverdue(database.db, (userIds) => notified.push(...userIds))
  clock += minute - 1
  expect(await look()).toBe(0)
  clock += 1
  expect(await look(), 'not delivered for 60 s').toBe(1)
  clock += 3 * minute
  expect(await look()).toBe(0)
  clock += minute
  expect(await Promise.all([look(), look()])).toContain(1)
  expect(await look()).toBe(0)
  for (const kind of ['not_delivered', 'not_accepted']) {
    expect(await told(kind)).toEqual([{ user_id: dana, detail: 'Tim Ruiz' }])
  }
  expect(new Set(notified)).toEqual(new Set([dana]))
})

test('reach follows the connection: online at once, stale after 45 s, unreachable after five minutes, which is told', async () => {
  let connected: string[] = []
  const watch = new ReachWatch({ db: database.db, log: quietLog, connected: () => connected })
  const reachNow = async (): Promise<string | undefined> => {
    await watch.look()
    const [row] = await database.superuser<{ reach: string }>('select reach from technicians where id = $1', [tim])
    return row?.reach
  }
  expect(await reachNow(), 'never seen').toBe('unreachable')
  connected = [tim]
  expect(await reachNow()).toBe('online')
  connected = []
  clock += 30_000
  expect(await reachNow()).toBe('online')
  clock += 30_000
  expect(await reachNow()).toBe('stale')
  clock += 5 * minute
  expect(await reachNow()).toBe('unreachable')
  await watch.stop()
  await database.superuser('update changes set seq = id')
  await notifyNext(database.db)
  expect(await told('unreachable')).toEqual([{ user_id: dana, detail: 'Tim Ruiz' }])
  expect(await database.superuser('select distinct version from technicians')).toEqual([{ version: 4 }])
})
