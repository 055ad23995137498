import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { EmbeddedPostgres, readPostgresRecord } from '../EmbeddedPostgres.ts'
import { migrate } from '../migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { port: number; superuserPassword: string; password: string }
  }
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * One PostgreSQL for a test run; each test file copies the migrated database (20 ms, testDatabase.ts).
 * fsync off: what a test commits need not survive the machine.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'signalbox-test-'))
  await chmod(dataDir, 0o755)
  const postgres = await EmbeddedPostgres.start({
    dataDir,
    log: quiet,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200' },
  })
  await migrate(postgres.url)
  const record = await readPostgresRecord(dataDir)
  if (!record) throw new Error('the embedded PostgreSQL left no record')
  project.provide('postgres', {
    port: record.port,
    superuserPassword: record.superuserPassword,
    password: record.password,
  })
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
    // Where the account of PostgreSQL cannot reach the clone, the cluster is in a folder of its own.
    if (!record.cluster.startsWith(dataDir)) await rm(path.dirname(record.cluster), { recursive: true, force: true })
  }
}
