import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { Database, type Log } from '../Database.ts'

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

export interface TestDatabase extends AsyncDisposable {
  url: string
  db: Database
  /** As the superuser: to look behind row level security, or to break something. */
  superuser<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
}

function adminConfig(database: string): pg.ClientConfig {
  const { port, superuserPassword } = inject('postgres')
  return { host: '127.0.0.1', port, user: 'postgres', password: superuserPassword, database }
}

async function asSuperuser<Row extends object>(database: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client(adminConfig(database))
  await client.connect()
  try {
    const result = await client.query<Row>(text, values)
    return result.rows
  } finally {
    await client.end()
  }
}

/** A database of its own for a test file: a copy of the migrated one, dropped when it is disposed of. */
export async function testDatabase(options: { now?: () => Date; migrated?: boolean } = {}): Promise<TestDatabase> {
  const { port, password } = inject('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const template = options.migrated === false ? 'template1' : 'signalbox'
  await asSuperuser('postgres', `create database ${name} owner signalbox template ${template}`)
  const url = `postgres://signalbox:${password}@127.0.0.1:${port}/${name}`
  const db = new Database({ url, log: quietLog, applicationName: 'test', ...(options.now ? { now: options.now } : {}) })
  return {
    url,
    db,
    superuser: (text, values) => asSuperuser(name, text, values),
    async [Symbol.asyncDispose]() {
      await db.close()
      await asSuperuser('postgres', `drop database if exists ${name} with (force)`)
    },
  }
}
