import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readPostgresRecord } from '../db/EmbeddedPostgres.ts'
import { lockHolder } from '../db/lockDataDir.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { fixtureFile } from './testing/fixture.ts'
import { ended, startScript, summaryOf, type Ended } from './testing/startScript.ts'

const running = new Set<ChildProcess>()
let folder: string
let database: TestDatabase

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signalbox-import-'))
  await chmod(folder, 0o755)
  database = await testDatabase()
})
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  await database.superuser('truncate tickets, sites, changes, users cascade')
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  const record = await readPostgresRecord(path.join(folder, 'data'))
  // Where the account of PostgreSQL cannot reach the clone, the cluster is in a folder of its own.
  if (record && !record.cluster.startsWith(folder))
    await rm(path.dirname(record.cluster), { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
})

function start(script: string, args: string[], env: Record<string, string>): ChildProcess {
  const child = startScript(script, args, { cwd: folder, env })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

async function waitForLock(dataDir: string): Promise<void> {
  while (!(await lockHolder(dataDir))) await new Promise((resolve) => setImmediate(resolve))
}

const importFile = (file: string, env: Record<string, string>): Promise<Ended> =>
  ended(start('importMain.ts', [file, '--format', 'nyc-311'], env))

const firstRun = { read: 20, created: 18, updated: 0, unchanged: 0, refused: 2, sitesCreated: 16 }
const secondRun = { read: 20, created: 0, updated: 0, unchanged: 18, refused: 2, sitesCreated: 0 }

test('refused rows are reported by line, the last line is the summary, and the end is 0', async () => {
  const result = await importFile(fixtureFile, { DATABASE_URL: database.url })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.lines).toEqual([
    'line 12: refused: it has neither an address nor coordinates',
    'line 28: refused: it has neither an address nor coordinates',
    JSON.stringify(firstRun),
  ])
  expect(summaryOf(await importFile(fixtureFile, { DATABASE_URL: database.url }))).toEqual(secondRun)
})

test.for<[string, string[], string]>([
  ['a file that is not there', ['nowhere.csv', '--format', 'nyc-311'], 'there is no such file'],
  ['a folder', ['.', '--format', 'nyc-311'], 'it is a folder'],
  ['a file of another kind', ['other.csv', '--format', 'nyc-311'], 'its first line does not name unique_key'],
  ['an empty file', ['empty.csv', '--format', 'nyc-311'], 'it is empty'],
  ['a format that is not known', ['other.csv', '--format', 'excel'], 'The format "excel" is not known'],
  ['no format', ['other.csv'], 'No format was named'],
  ['no file', ['--format', 'nyc-311'], 'No file was named'],
  ['a flag that is not known', ['other.csv', '--format', 'nyc-311', '--fast'], "Unknown option '--fast'"],
])('%s: one sentence and 2, before a database is asked for', async ([, args, sentence]) => {
  await writeFile(path.join(folder, 'other.csv'), 'name,age\nx,1\n')
  await writeFile(path.join(folder, 'empty.csv'), '')
  const result = await ended(start('importMain.ts', args, { DATABASE_URL: 'postgres://127.0.0.1:1/nothing' }))
  expect(result.code).toBe(2)
  expect(result.stderr).toContain(sentence)
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(result.lines).toEqual([''])
})

test('a database that is away: one sentence and 1', async () => {
  const result = await importFile(fixtureFile, { DATABASE_URL: 'postgres://127.0.0.1:1/nothing' })
  expect(result.code).toBe(1)
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('SIGTERM ends it between two batches; what is done stays, and another run goes on', async () => {
  const rows = Array.from({ length: 20_000 }, (_, key) => `${key},2024-04-16T03:00:00.000,Graffiti,Open,${key} A`)
  const file = path.join(folder, 'many.csv')
  await writeFile(file, ['unique_key,created_date,complaint_type,status,incident_address', ...rows].join('\n'))
  const child = start('importMain.ts', [file, '--format', 'nyc-311'], { DATABASE_URL: database.url })
  const end = ended(child)
  const count = async () =>
    (await database.superuser<{ n: number }>('select count(*)::int as n from tickets'))[0]?.n ?? 0
  while ((await count()) === 0) if (child.exitCode !== null) break
  child.kill('SIGTERM')
  const result = await end
  expect(result.code).toBe(143)
  expect(result.stderr).toContain('Stopped by SIGTERM')
  const { created } = summaryOf(result) as { created: number }
  expect(created).toBeGreaterThan(0)
  expect(created).toBeLessThan(20_000)
  expect(await count()).toBe(created)
})

test('alone it starts the embedded PostgreSQL and ends it; beside a running server it uses that one', async () => {
  const dataDir = path.join(folder, 'data')
  const alone = await importFile(fixtureFile, { SIGNALBOX_DATA_DIR: dataDir })
  expect(alone.stderr).toBe('')
  expect(summaryOf(alone)).toEqual(firstRun)

  const server = start('main.ts', ['serve'], {
    SIGNALBOX_DATA_DIR: dataDir,
    SIGNALBOX_HTTP_PORT: '0',
    SIGNALBOX_MQTT_PORT: 'off',
  })
  const end = ended(server)
  // At once: the server is still starting, and the import waits for it.
  await waitForLock(dataDir)
  const beside = await importFile(fixtureFile, { SIGNALBOX_DATA_DIR: dataDir })
  expect(beside.stderr).toBe('')
  expect(summaryOf(beside)).toEqual(secondRun)
  server.kill('SIGTERM')
  expect((await end).code).toBe(0)
}, 60_000)
