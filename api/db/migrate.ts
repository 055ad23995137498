import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createKnex } from './createKnex.ts'
import { StartupError } from './StartupError.ts'
import { type Knex } from 'knex'
import pg from 'pg'

const folder = path.join(import.meta.dirname, '../../migrations')

/** The oldest PostgreSQL that has what the migrations use (security_invoker views, `return` bodies of functions). */
const oldestPostgres = 15

/** Holds every other migrating server off: knex' own lock is a row that survives SIGKILL and would block the next start. */
const migrationLock = 7_411_001

interface MigrationModule {
  up: (knex: Knex) => Promise<void>
}

async function migrationNames(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^\d{4}_.*\.ts$/.test(name)).toSorted()
}

const source: Knex.MigrationSource<string> = {
  getMigrations: migrationNames,
  getMigrationName: (name) => name.replace(/\.ts$/, ''),
  async getMigration(name) {
    const module: MigrationModule = await import(pathToFileURL(path.join(folder, name)).href)
    // Forward only: going back is restoring a backup, and a down that nobody runs in earnest is never right.
    return { up: module.up, down: async () => {} }
  },
}

/**
 * Brings the schema up to date, one server at a time.
 * @throws {StartupError} where PostgreSQL is too old, the schema is newer than this program, or the account may not create roles.
 */
export async function migrate(url: string, oldest = oldestPostgres): Promise<string[]> {
  const lockHolder = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await lockHolder.connect()
  const knex = createKnex(url)
  try {
    await checkPostgresVersion(lockHolder, oldest)
    await checkEncoding(lockHolder)
    await lockHolder.query('select pg_advisory_lock($1)', [migrationLock])
    await checkSchemaIsNotNewer(lockHolder)
    // Nobody else can hold it while we have the advisory lock: what is left is from a server that was killed.
    await knex.migrate.forceFreeMigrationsLock({ migrationSource: source })
    const [, applied]: [number, string[]] = await knex.migrate.latest({ migrationSource: source })
    return applied.map((name) => name.replace(/\.ts$/, ''))
  } catch (error) {
    throw explained(error)
  } finally {
    await knex.destroy()
    await lockHolder.end()
  }
}

async function checkPostgresVersion(client: pg.Client, oldest: number): Promise<void> {
  const { rows } = await client.query<{ major: number; version: string }>(
    `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version`,
  )
  const [found] = rows
  if (found && found.major < oldest) {
    throw new StartupError(`PostgreSQL ${found.version} is too old: Signalbox needs PostgreSQL ${oldest} or newer.`)
  }
}

/** Another one cannot store what people write, and would refuse it in the middle of a day. */
async function checkEncoding(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string }>(`select current_setting('server_encoding') as encoding`)
  const encoding = rows[0]?.encoding
  if (encoding !== 'UTF8') {
    throw new StartupError(`The database is kept in ${encoding}: Signalbox needs one that was made with encoding UTF8.`)
  }
}

async function checkSchemaIsNotNewer(client: pg.Client): Promise<void> {
  const { rows: tables } = await client.query(`select 1 where to_regclass('knex_migrations') is not null`)
  if (tables.length === 0) return
  const known = new Set((await migrationNames()).map((name) => name.replace(/\.ts$/, '')))
  const { rows } = await client.query<{ name: string }>('select name from knex_migrations order by id')
  const newer = rows.map((row) => row.name).filter((name) => !known.has(name))
  if (newer.length > 0) {
    throw new StartupError(
      `The database was made by a newer Signalbox (it has ${newer.join(', ')}): start that version, or restore a backup.`,
    )
  }
}

/** What a person can put right, by PostgreSQL's code: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const remedies: Readonly<Record<string, string>> = {
  '42501': 'The database account may not set up Signalbox: it needs CREATEROLE and to own the database.',
  '25006': 'The database can only be read: Signalbox needs one that it can write to, not a standby.',
  '42P07': 'The database holds tables that are not of Signalbox: give it an empty one.',
  '42710': 'The database holds things that are not of Signalbox: give it an empty one.',
  '53100': 'The disk of the database is full.',
}

function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const remedy = remedies[code]
  if (remedy === undefined) return error
  // knex puts the statement in front of what PostgreSQL says.
  return new StartupError(
    `${remedy} PostgreSQL says: ${error instanceof Error ? error.message.split(' - ').at(-1) : ''}`,
  )
}
