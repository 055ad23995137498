import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemPrincipal } from '../contract/principal.ts'
import { FileStore } from '../db/FileStore.ts'
import { quietLog, testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { ImportRuns } from './ImportRuns.ts'
import { fixtureFile } from './testing/fixture.ts'

let database: TestDatabase
let folder: string
let files: FileStore

beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(path.join(os.tmpdir(), 'signalbox-imports-'))
  files = await FileStore.open(folder)
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const serverLife = () => new ImportRuns({ db: database.db, files, log: quietLog })

test('reports outlive their server: who, when, which file, how many, and the refused rows', async () => {
  const before = serverLife()
  const bringFile = async (name: string, bytes: Buffer | string) => {
    const file = { format: 'nyc-311' as const, name, stream: Readable.from([Buffer.from(bytes)]), wasCut: () => {} }
    const { id } = await before.begin(file, systemPrincipal('Mia Novak'))
    await expect.poll(() => before.find(id, 0)?.state, { timeout: 20_000 }).not.toBe('running')
    await before.close()
    return before.find(id, 0)
  }
  const good = await bringFile('good.csv', await readFile(fixtureFile))
  const now = serverLife()
  const refused = good?.rows.filter(({ outcome }) => outcome === 'refused')
  expect(refused).toHaveLength(2)
  expect(await now.list()).toEqual([{ ...good, rows: [] }])
  expect(now.find(good?.id ?? '', 0)).toBeUndefined()
  expect(await now.read(good?.id ?? '', 0)).toEqual({ ...good, rows: refused })
  expect(good).toMatchObject({
    state: 'done',
    by: { name: 'Mia Novak' },
    summary: { read: 20, created: 18, refused: 2 },
  })
  await now.close()
})

test('one whose server died says so instead of running for ever', async () => {
  await database.superuser(
    `insert into import_runs (id, format, name, state, by_name, started_at, touched_at, progress, summary, refused_rows)
     select '01980000-0000-7000-8000-000000000001', format, 'dead.csv', 'running', by_name, now() - interval '3 minutes',
       now() - interval '2 minutes', 0.5, summary, '[]' from import_runs limit 1`,
  )
  const runs = serverLife()
  expect(await runs.read('01980000-0000-7000-8000-000000000001', 0)).toMatchObject({
    state: 'failed',
    problem: 'The server ended while it ran.',
    endedAt: expect.any(String),
  })
  await runs.close()
})
