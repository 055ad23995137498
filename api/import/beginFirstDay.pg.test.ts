import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CommandContext } from '../commands/runCommand.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { beginFirstDay, type FirstDayOptions, type FirstDayOutcome } from './beginFirstDay.ts'

let database: TestDatabase
let context: CommandContext
beforeEach(async () => {
  database = await testDatabase()
  context = { db: database.db, hashPassword: async (password) => `hash of ${password}` }
})
afterEach(async () => {
  await database[Symbol.asyncDispose]()
})

const neverAsked = async (): Promise<'demo'> => {
  throw new Error('nobody should be asked')
}

const begin = (options: Partial<FirstDayOptions>): Promise<FirstDayOutcome> =>
  beginFirstDay({ context, url: database.url, configuredAdmin: undefined, choose: neverAsked, ...options })

const emails = async (): Promise<string[]> =>
  (await database.superuser<{ email: string }>('select email from credentials order by email')).map((row) => row.email)

test('an empty system has one admin, whose password is given once', async () => {
  const { began, admin } = await begin({ choose: async () => 'empty' })
  expect(began).toBe('empty')
  expect(admin).toEqual({ email: 'admin@signalbox.local', password: expect.stringMatching(/^[\w-]{16}$/) })
  expect(await emails()).toEqual(['admin@signalbox.local'])
  expect(await begin({})).toEqual({ began: 'kept', admin: undefined })
})

test('a demo day has its people; a configured admin is there beside them', async () => {
  const configuredAdmin = { email: 'boss@example.org', password: 'secret-secret' }
  expect(await begin({ choose: async () => 'demo', configuredAdmin })).toEqual({
    began: 'demo',
    admin: { email: 'boss@example.org', password: undefined },
  })
  expect(await emails()).toHaveLength(18)
  expect(await begin({})).toEqual({ began: 'kept', admin: undefined })
})

test('what an import brought before the first start is kept without a question, and gets an admin', async () => {
  await database.superuser(
    `with site as (
       insert into sites (id, name, address, time_zone, created_at, updated_at)
       values (gen_random_uuid(), 'Here', '1 A', 'UTC', now(), now()) returning id
     )
     insert into tickets (id, title, site_id, type, priority, status, created_at, updated_at)
     select gen_random_uuid(), 'One', id, 'A', 'P3', 'open', now(), now() from site`,
  )
  expect(await begin({})).toMatchObject({ began: 'kept', admin: { email: 'admin@signalbox.local' } })
})
