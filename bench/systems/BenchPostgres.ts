import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { EmbeddedPostgres, readPostgresRecord, type PostgresRecord } from '../../api/db/EmbeddedPostgres.ts'
import { parentOf } from '../measure/cpuSeconds.ts'

const log = {
  debug() {},
  info() {},
  warn() {},
  error: (details: object, message: string) => complain(message, details),
}

function complain(message: string, details: object): void {
  process.stderr.write(`${message} ${JSON.stringify(details)}\n`)
}

/** One embedded PostgreSQL for both systems, as `npm run serve` starts it, but that it keeps the times of commits. */
export class BenchPostgres implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack
  readonly #record: PostgresRecord
  readonly folder: string
  /** Process id of the one that all its others are children of. */
  readonly pid: number
  readonly version: string

  private constructor(
    opened: AsyncDisposableStack,
    found: Pick<BenchPostgres, 'folder' | 'pid' | 'version'>,
    record: PostgresRecord,
  ) {
    this.#opened = opened
    this.#record = record
    this.folder = found.folder
    this.pid = found.pid
    this.version = found.version
  }

  static async start(): Promise<BenchPostgres> {
    await using opened = new AsyncDisposableStack()
    const folder = await mkdtemp(path.join(tmpdir(), 'signalbox-bench-'))
    opened.defer(() => rm(folder, { recursive: true, force: true }))
    // Its cluster belongs to another account where this one is root.
    await chmod(folder, 0o755)
    opened.defer(() => removeCluster(folder))
    const postgres = await EmbeddedPostgres.start({
      dataDir: folder,
      log,
      settings: { track_commit_timestamp: 'on' },
    })
    opened.defer(() => postgres.stop())
    const record = await readPostgresRecord(folder)
    if (!record) throw new Error('The embedded PostgreSQL left no record.')
    const client = new pg.Client(superuser(record, 'postgres'))
    await client.connect()
    const { rows } = await client.query<{ pid: number; version: string }>(
      `select pg_backend_pid() as pid, current_setting('server_version') as version`,
    )
    const [backend] = rows
    if (!backend) throw new Error('PostgreSQL did not say who it is.')
    const found = { folder, version: backend.version, pid: await parentOf(backend.pid) }
    await client.end()
    return new BenchPostgres(opened.move(), found, record)
  }

  /** A connection that sees everything, closed with PostgreSQL. */
  async superuser(database: string): Promise<pg.Client> {
    const client = new pg.Client(superuser(this.#record, database))
    await client.connect()
    this.#opened.defer(() => client.end())
    return client
  }

  /** The URL of a new, empty database that belongs to the application's account. */
  async create(database: string): Promise<string> {
    const client = await this.superuser('postgres')
    await client.query(`create database ${database} owner signalbox`)
    return `postgres://signalbox:${this.#record.password}@127.0.0.1:${this.#record.port}/${database}`
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync()
  }
}

function superuser({ port, superuserPassword }: PostgresRecord, database: string): pg.ClientConfig {
  return { host: '127.0.0.1', port, user: 'postgres', password: superuserPassword, database }
}

/** Where the account of PostgreSQL cannot reach the folder, the cluster is in one of its own. */
async function removeCluster(folder: string): Promise<void> {
  const record = await readPostgresRecord(folder)
  if (record && !record.cluster.startsWith(folder)) {
    await rm(path.dirname(record.cluster), { recursive: true, force: true })
  }
}
