import fc from 'fast-check'
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Role } from '../contract/user.ts'
import { type Database } from '../db/Database.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { notifyNext } from './Notifier.ts'

let database: TestDatabase
const users: Record<string, string> = {}
let siteId: string

beforeAll(async () => {
  database = await testDatabase()
  await database.db.service(async (db) => {
    const roles: Role[] = ['dispatcher', 'dispatcher', 'manager', 'technician', 'technician']
    for (const [index, role] of roles.entries()) {
      const id = newId()
      users[`${role}${index}`] = id
      await db.query(
        `insert into users (id, name, role, created_at, updated_at) values ($1, $2, $3, '2020-01-01', now())`,
        [id, `Person ${index}`, role],
      )
      if (role !== 'technician') continue
      await db.query(
        `insert into technicians (id, user_id, name, duty, status_since, created_at, updated_at)
         values ($1, $1, $2, 'on_shift', now(), now(), now())`,
        [id, `Person ${index}`],
      )
    }
    siteId = newId()
    await db.query(
      `insert into sites (id, name, address, time_zone, created_at, updated_at)
       values ($1, 'Depot', '1 Main St', 'UTC', now(), now())`,
      [siteId],
    )
  })
})
afterAll(() => database[Symbol.asyncDispose]())

async function startOver(): Promise<void> {
  await database.db.service(async (db) => {
    for (const table of ['notifications', 'notification_states', 'changes', 'tickets'])
      await db.query(`delete from ${table}`)
    await db.query('update notification_cursor set seq = 0')
    await db.query('update relay_head set seq = 0')
  })
}
beforeEach(startOver)

/** A numbered change of a new ticket, as a command and the relay would have left it. */
async function newTicketBy(userId: string): Promise<void> {
  await database.db.service(async (db) => {
    const id = newId()
    await db.query(
      `insert into tickets (id, title, site_id, type, priority, status, created_at, updated_at)
       values ($1, 'No heat', $2, 'Heating', 'P2', 'new', now(), now())`,
      [id, siteId],
    )
    await db.query('update relay_head set seq = seq + 1')
    await db.query(
      `insert into changes (seq, type, entity_id, ticket_id, version, action, at, by_id, by_name, changed, data, pool, pool_before)
       select seq, 'ticket', $1, $1, 1, 'create', now(), $2, 'Somebody', '{}', '{"status": "new"}', true, false from relay_head`,
      [id, userId],
    )
  })
}

const count = async (): Promise<Record<string, number>> => {
  const rows = await database.superuser<{ user_id: string; n: string }>(
    'select user_id, count(*) as n from notifications group by user_id',
  )
  return Object.fromEntries(rows.map(({ user_id, n }) => [user_id, Number(n)]))
}

test('N1 a crash between the rows and the commit leaves nothing, and the next run makes them', async () => {
  await newTicketBy(users.dispatcher0 ?? '')
  const { db } = database
  // The transaction ends as it does where the process dies: after all its statements, without the commit.
  const crashing: Pick<Database, 'now' | 'service'> = {
    now: () => db.now(),
    service: (run) =>
      db.service(async (tx) => {
        await run(tx)
        throw new Error('killed')
      }),
  }
  await expect(notifyNext(crashing)).rejects.toThrow('killed')
  expect(await count()).toEqual({})
  await notifyNext(db)
  expect(Object.values(await count())).toEqual([1, 1, 1])
})

test('who comes after a change is not notified of it, also where the notifier had not come to it yet', async () => {
  await newTicketBy(users.dispatcher0 ?? '')
  const late = newId()
  await database.db.service((db) =>
    db.query(
      `insert into users (id, name, role, created_at, updated_at)
       values ($1, 'New', 'dispatcher', now() + interval '1 second', now())`,
      [late],
    ),
  )
  await notifyNext(database.db)
  expect(await count()).toMatchObject({ [users.dispatcher1 ?? '']: 1 })
  expect(await count()).not.toHaveProperty(late)
  await database.db.service((db) => db.query('delete from users where id = $1', [late]))
})

test('N1 whatever runs twice, side by side or from the start again, each person has each event exactly once', async () => {
  const step = fc.oneof(
    fc.constantFrom('dispatcher0', 'dispatcher1', 'technician3').map((who) => ({ kind: 'change' as const, who })),
    fc.constantFrom({ kind: 'run' as const }, { kind: 'runTwice' as const }, { kind: 'replay' as const }),
  )
  await fc.assert(
    fc
      .asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const made: string[] = []
        for (const each of steps) {
          if (each.kind === 'change') {
            await newTicketBy(users[each.who] ?? '')
            made.push(users[each.who] ?? '')
          } else if (each.kind === 'replay') {
            await database.db.service((db) => db.query('update notification_cursor set seq = 0'))
          } else {
            const runs = each.kind === 'run' ? 1 : 2
            await Promise.all(Array.from({ length: runs }, () => notifyNext(database.db)))
          }
        }
        await notifyNext(database.db)
        const expected: Record<string, number> = {}
        for (const [name, id] of Object.entries(users)) {
          // Managers hear of P1 and of what is theirs only.
          const others = name.startsWith('manager') ? 0 : made.filter((by) => by !== id).length
          if (others > 0) expected[id] = others
        }
        expect(await count()).toEqual(expected)
      })
      .beforeEach(startOver),
    { numRuns: 25 },
  )
}, 120_000)

test('an import and what the system does notify nobody', async () => {
  await newTicketBy(users.dispatcher0 ?? '')
  await database.db.service((db) => db.query("update changes set by_id = null, by_name = 'Import'"))
  await notifyNext(database.db)
  expect(await count()).toEqual({})
})

test('what is told late lies in the centre and rings nowhere', async () => {
  await newTicketBy(users.dispatcher0 ?? '')
  await database.db.service((db) => db.query("update changes set at = now() - interval '10 minutes'"))
  await notifyNext(database.db)
  const rows = await database.superuser<{ channels: string[] }>('select distinct channels from notifications')
  expect(rows).toEqual([{ channels: ['centre'] }])
})
