import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { bringTickets, findTicket } from './testing/bringTickets.ts'
import { fixtureFile, realFile, ticketsOf } from './testing/fixture.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
})

test('every real row comes in or is refused with its line, and a second time nothing changes', async () => {
  const file = realFile ?? fixtureFile
  const first = await bringTickets(database.db, await ticketsOf(file))
  const again = await bringTickets(database.db, await ticketsOf(file))
  const { read, created, refused } = first
  expect(created + refused).toBe(read)
  expect(again).toMatchObject({ read, created: 0, updated: 0, unchanged: created, refused, sitesCreated: 0 })
  const [site] = await database.superuser(
    `select count(*)::int, count(distinct time_zone)::int as zones, min(time_zone) as zone,
       (count(*) - count(distinct (latitude, longitude)) filter (where latitude is not null)
         - count(*) filter (where latitude is null))::int as points_twice,
       (count(*) - count(distinct address) - count(*) filter (where address is null))::int as addresses_twice
     from sites`,
  )
  expect(site).toEqual({
    count: first.sitesCreated,
    zones: 1,
    zone: 'America/New_York',
    points_twice: 0,
    addresses_twice: 0,
  })
  if (realFile !== undefined) await expectAllThousand(first)
})

/** What is known of the whole file, which is not in a plain clone. */
async function expectAllThousand(first: Awaited<ReturnType<typeof bringTickets>>): Promise<void> {
  expect(first).toMatchObject({ read: 1000, created: 998, updated: 0, unchanged: 0, refused: 2 })
  expect(first.lines).toEqual([
    '25 it has neither an address nor coordinates',
    '552 it has neither an address nor coordinates',
  ])
  expect(await database.superuser('select status, count(*)::int from tickets group by 1 order by 1')).toEqual([
    { status: 'closed', count: 293 },
    { status: 'open', count: 705 },
  ])
  expect(await database.superuser('select source_status, count(*)::int from tickets group by 1 order by 1')).toEqual([
    { source_status: 'Assigned', count: 6 },
    { source_status: 'Closed', count: 293 },
    { source_status: 'In Progress', count: 275 },
    { source_status: 'Open', count: 424 },
  ])
  // 2024-04-16T03:03:15 in New York's summer.
  expect(await findTicket(database.db, '60879417')).toMatchObject({
    createdAt: '2024-04-16T07:03:15.000Z',
    title: expect.any(String),
  })
}
