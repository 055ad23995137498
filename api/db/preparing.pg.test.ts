import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionConfig, queryable } from './Database.ts'
import { preparing } from './preparing.ts'
import { testDatabase, type TestDatabase } from './testing/testDatabase.ts'

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await testDatabase()
  client = new pg.Client(connectionConfig(database.url, 'prepared statements'))
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database[Symbol.asyncDispose]()
})

async function prepared(): Promise<string[]> {
  const rows = await queryable(client).query<{ statement: string }>('select statement from pg_prepared_statements')
  return rows.map(({ statement }) => statement)
}

test('a statement of ours is prepared once on a connection, one of a list is not', async () => {
  const text = 'select $1::integer as one'
  for (const value of [1, 2]) expect(await preparing(client).query(text, [value])).toEqual([{ one: value }])
  expect(await queryable(client).query('select $1::integer as two', [2])).toEqual([{ two: 2 }])
  expect(await prepared()).toEqual([text])
})

test('a statement prepared as one role shows another role what that one may see', async () => {
  const { db } = database
  const seen = async (role: string) => {
    await client.query(`begin; set local role ${role}`)
    const rows = await preparing(client).query<{ id: string }>('select id from tickets where title = $1', ['Hidden'])
    await client.query('rollback')
    return rows.length
  }
  await db.service(async (service) => {
    const [site] = await service.query<{ id: string }>(
      `insert into sites (id, name, address, time_zone, created_at, updated_at)
       values ($1, 'Depot', 'Main Street 1', 'UTC', now(), now()) returning id`,
      [crypto.randomUUID()],
    )
    await service.query(
      `insert into tickets (id, title, description, site_id, type, priority, status, assignee_ids, created_at, updated_at)
       values ($1, 'Hidden', '', $2, 'Lift', 'P3', 'assigned', array[gen_random_uuid()], now(), now())`,
      [crypto.randomUUID(), site?.id],
    )
  })
  for (const _ of Array.from({ length: 7 })) {
    expect(await seen('signalbox_staff')).toBe(1)
    expect(await seen('signalbox_technician')).toBe(0)
  }
})

test('texts without number stay bounded: what comes late, or is long, is not kept', async () => {
  const long = `select $1::text as long -- ${'x'.repeat(5_000)}`
  expect(await preparing(client).query(long, ['a'])).toEqual([{ long: 'a' }])
  for (let index = 0; index < 400; index++) {
    expect(await preparing(client).query(`select $1::integer as n${index}`, [index])).toEqual([
      { [`n${index}`]: index },
    ])
  }
  const kept = await prepared()
  expect(kept).not.toContain(long)
  expect(kept.length).toBeLessThanOrEqual(250)
})
