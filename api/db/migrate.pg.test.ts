import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { testDatabase, type TestDatabase } from './testing/testDatabase.ts'

let empty: TestDatabase
beforeAll(async () => {
  empty = await testDatabase({ migrated: false })
})
afterAll(async () => {
  await empty[Symbol.asyncDispose]()
})

test('migrations run on an empty database, and change nothing the second time', async () => {
  const applied = await migrate(empty.url)
  expect(applied[0]).toBe('0001_roles')
  expect(await migrate(empty.url)).toEqual([])
})
