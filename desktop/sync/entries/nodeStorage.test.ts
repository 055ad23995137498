import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore } from '../memoryStore.ts'
import { type ReplicaStore } from '../replicaStore.ts'
import { collectingLog } from '../testing/logs.ts'
import { meta, storeCases, storedCommand, storedRow } from '../testing/storeConformance.ts'
import { createNodeCredentials } from './nodeCredentials.ts'
import { openNodeStorage } from './nodeStorage.ts'
import { testId } from '../testing/ids.ts'

let folder: string
let file: string
let log: ReturnType<typeof collectingLog>
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signalbox-storage-'))
  file = path.join(folder, 'replica.db')
  log = collectingLog()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (limit?: number): ReplicaStore => openNodeStorage({ file, log, ...(limit && { limit }) })

describe('SQLite', () => {
  test.each(storeCases)('S30 S33 $name', async ({ run }) => {
    await expect(run(async () => open())).resolves.toBeUndefined()
  })
})

describe('memory', () => {
  test.each(storeCases)('S30 S33 $name', async ({ run }) => {
    await expect(run(async () => createMemoryStore(structuredClone))).resolves.toBeUndefined()
  })
})

async function filled(limit?: number): Promise<ReplicaStore> {
  const store = open(limit)
  await store.append({ meta, put: [storedRow(1)], remove: [] })
  await store.saveCommands({ put: [storedCommand(1)], remove: [] })
  return store
}

test('S32 a full disk refuses the write and keeps the last state', async () => {
  const store = await filled(200_000)
  const many = Array.from({ length: 5_000 }, (_, index) => storedRow(index + 10))
  await expect(store.append({ meta: { ...meta, head: 11 }, put: many, remove: [] })).rejects.toThrow(/full/)
  await expect(store.replace({ ...meta, head: 12 }, many)).rejects.toThrow(/full/)
  await store.close()
  const again = open()
  expect((await again.load())?.meta.head).toBe(meta.head)
  await again.close()
})

test('S32 a damaged file is put aside, and an empty store begins', async () => {
  await (await filled()).close()
  writeFileSync(file, 'this was a database once'.repeat(1000))
  const store = open()
  expect(await store.load()).toBeUndefined()
  await store.append({ meta, put: [storedRow(2)], remove: [] })
  await store.close()
  expect(readdirSync(folder).toSorted()).toEqual(['replica.db', 'replica.db.damaged'])
  expect(log.lines[0]).toMatchObject({ details: { reason: expect.stringContaining('not a database') } })
})

test('S32 S33 a file that is damaged in the middle is noticed at the start, and gives up its commands where it can', async () => {
  const store = await filled()
  await store.replace(
    meta,
    Array.from({ length: 3_000 }, (_, index) => storedRow(index)),
  )
  await store.close()
  const bytes = readFileSync(file)
  bytes.fill(0x5a, 40_960, 81_920)
  writeFileSync(file, bytes)
  const again = open()
  expect([await again.load(), (await again.loadCommands()).length]).toEqual([undefined, 1])
  await again.append({ meta, put: [storedRow(2)], remove: [] })
  await again.close()
  expect(readdirSync(folder)).toContain('replica.db.damaged')
})

test('S32 a store of a newer console is put aside whole, with its commands', async () => {
  await (await filled()).close()
  const db = new DatabaseSync(file)
  db.exec('pragma user_version = 99')
  db.close()
  const store = open()
  expect([await store.load(), await store.loadCommands()]).toEqual([undefined, []])
  await store.close()
  const aside = new DatabaseSync(`${file}.format-99`)
  expect(aside.prepare('select count(*) as n from commands').get()?.n).toBe(1)
  aside.close()
})

test('S32 rows that make no sense empty the replica and leave the commands', async () => {
  await (await filled()).close()
  const db = new DatabaseSync(file)
  db.exec(`update rows set data = '{"half'`)
  db.close()
  const store = open()
  expect([await store.load(), (await store.loadCommands()).length]).toEqual([undefined, 1])
  await store.close()
})

test('S32 a second process does not get the file', async () => {
  const store = await filled()
  expect(() => open()).toThrow(/in use by another process/)
  await store.close()
}, 10_000)

test('S30 fifty thousand rows are written and read back in a moment', async () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => storedRow(index))
  const store = open()
  const begun = performance.now()
  await store.replace(meta, rows)
  const written = performance.now()
  await store.close()
  const again = open()
  const opened = performance.now()
  expect((await again.load())?.rows.length).toBe(50_000)
  const read = performance.now()
  await again.close()
  expect(written - begun).toBeLessThan(5_000)
  expect(read - opened).toBeLessThan(5_000)
}, 20_000)

test('S31 who was signed in is kept in a file that only its owner reads', async () => {
  const secret = path.join(folder, 'deep', 'session.json')
  const store = createNodeCredentials(secret)
  expect(await store.load()).toBeUndefined()
  const credentials = {
    refreshToken: 'r',
    user: { id: testId(1), email: 'a@b.c', name: 'A', role: 'admin' as const },
  }
  await store.save(credentials)
  expect(statSync(secret).mode & 0o777).toBe(0o600)
  expect(await createNodeCredentials(secret).load()).toEqual(credentials)
  await store.clear()
  await store.clear()
  expect(await store.load()).toBeUndefined()
})
