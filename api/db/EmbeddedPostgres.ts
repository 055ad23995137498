import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type Log } from './Database.ts'
import { StartupError } from './StartupError.ts'
import { type Account } from './postgresAccount.ts'
import { choosePlace, type Place } from './postgresPlace.ts'
import { stopLeftover } from './postgresLeftover.ts'

const run = promisify(execFile)

/** What is kept in the data dir about the cluster: where it is, and how to sign in. Readable by its owner only. */
export interface PostgresRecord extends Place {
  port: number
  superuserPassword: string
  password: string
}

export interface EmbeddedOptions {
  dataDir: string
  log: Log
  /** Further settings, for tests. */
  settings?: Record<string, string>
}

const recordName = 'postgres.json'
const wrongPassword = '28P01'

/** @returns undefined where no embedded PostgreSQL was ever made in this data dir. */
export async function readPostgresRecord(dataDir: string): Promise<PostgresRecord | undefined> {
  try {
    return JSON.parse(await readFile(path.join(dataDir, recordName), 'utf8')) as PostgresRecord
  } catch {
    return undefined
  }
}

async function writePostgresRecord(dataDir: string, record: PostgresRecord): Promise<void> {
  await writeFile(path.join(dataDir, recordName), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
}

/** The account of the application owns its database and may make roles; it is no superuser. */
export function embeddedUrl(record: Pick<PostgresRecord, 'port' | 'password'>): string {
  return `postgres://signalbox:${record.password}@127.0.0.1:${record.port}/signalbox`
}

/** A PostgreSQL of our own in the data dir, from the npm package's binaries. Ends with this process, however that ends. */
export class EmbeddedPostgres {
  readonly url: string
  readonly #watchdog: ChildProcess
  readonly #exited: Promise<void>

  private constructor(url: string, watchdog: ChildProcess, exited: Promise<void>) {
    this.url = url
    this.#watchdog = watchdog
    this.#exited = exited
  }

  /** @throws {StartupError} with one clear sentence when it cannot be made or started. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const place = await choosePlace(options.dataDir, options.log)
    const known = await readPostgresRecord(options.dataDir)
    const record: PostgresRecord = {
      ...place,
      port: await freePort(),
      superuserPassword: known?.superuserPassword ?? randomBytes(24).toString('base64url'),
      password: known?.password ?? randomBytes(24).toString('base64url'),
    }
    await stopLeftover(place, options.log)
    await writePostgresRecord(options.dataDir, record)
    await initialise(record, place.account, options.log)
    const { watchdog, exited } = launch(record, place.account, options)
    try {
      await ready(record, exited)
      await createDatabase(record)
    } catch (error) {
      watchdog.stdin?.end()
      throw error
    }
    return new EmbeddedPostgres(embeddedUrl(record), watchdog, exited)
  }

  /** Fast shutdown; after 8 s the immediate one, which costs a recovery at the next start and no committed data. */
  async stop(): Promise<void> {
    this.#watchdog.stdin?.end()
    const tooLong = setTimeout(() => this.#watchdog.kill('SIGKILL'), 8_000)
    await this.#exited
    clearTimeout(tooLong)
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new StartupError('There is no free port for PostgreSQL.')
  return address.port
}

async function initialise(record: PostgresRecord, account: Account | undefined, log: Log): Promise<void> {
  const made = await readFile(path.join(record.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (made !== undefined) return checkVersion(record, made.trim())
  log.info({ cluster: record.cluster }, 'making a new PostgreSQL cluster')
  // A folder that only its owner may enter: the password must not lie readable in /tmp for the second that initdb takes.
  const secretFolder = await mkdtemp(path.join(account ? '/var/tmp' : os.tmpdir(), 'signalbox-init-'))
  try {
    const passwordFile = path.join(secretFolder, 'password')
    await writeFile(passwordFile, record.superuserPassword, { mode: 0o600 })
    if (account) {
      await chown(secretFolder, account.uid, account.gid)
      await chown(passwordFile, account.uid, account.gid)
    }
    await mkdir(record.cluster, { recursive: true, mode: 0o700 })
    if (account) await chown(record.cluster, account.uid, account.gid)
    const args = [
      '--pgdata',
      record.cluster,
      '--username',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
    ]
    const locale = [
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--locale-provider',
      'builtin',
      '--builtin-locale',
      'C.UTF-8',
    ]
    await run(path.join(record.binaries, 'bin/initdb'), [...args, ...locale], { cwd: '/', ...account })
  } catch (error) {
    await rm(record.cluster, { recursive: true, force: true })
    throw new StartupError(`PostgreSQL could not be set up in ${record.cluster}: ${reasonOf(error)}`)
  } finally {
    await rm(secretFolder, { recursive: true, force: true })
  }
}

async function checkVersion({ binaries, cluster }: PostgresRecord, made: string): Promise<void> {
  const { stdout } = await run(path.join(binaries, 'bin/postgres'), ['--version'], { cwd: '/' })
  const ours = /\d+/.exec(stdout)?.[0]
  if (made === ours) return
  throw new StartupError(
    `The PostgreSQL in ${cluster} is of version ${made}, and this Signalbox brings version ${ours}: ` +
      'start the Signalbox that made it, or choose another SIGNALBOX_DATA_DIR.',
  )
}

/** What went wrong, and not what was tidied up after it. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  const lines = text.trim().split('\n')
  return lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? ''
}

function launch(
  record: PostgresRecord,
  account: Account | undefined,
  { log, settings }: EmbeddedOptions,
): { watchdog: ChildProcess; exited: Promise<void> } {
  const configuration = {
    listen_addresses: '127.0.0.1',
    port: String(record.port),
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    ...settings,
  }
  const args = [
    '-D',
    record.cluster,
    ...Object.entries(configuration).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  // A session of its own: Ctrl-C at the terminal reaches the server, which ends PostgreSQL last.
  const watchdog = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'postgresWatchdog.ts'), path.join(record.binaries, 'bin/postgres'), ...args],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
      env: {
        PATH: process.env['PATH'],
        ...(account ? { POSTGRES_UID: String(account.uid), POSTGRES_GID: String(account.gid) } : {}),
      },
    },
  )
  watchdog.stdin?.on('error', () => {})
  const lastLines: string[] = []
  watchdog.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trim().split('\n')) {
      lastLines.push(line)
      if (lastLines.length > 20) lastLines.shift()
      log.debug({ postgres: line }, 'PostgreSQL')
    }
  })
  const exited = new Promise<void>((resolve) => {
    watchdog.once('exit', (code) => {
      if (code !== 0) log.error({ code, output: lastLines }, 'PostgreSQL ended')
      resolve()
    })
  })
  return { watchdog, exited }
}

async function ready(record: PostgresRecord, exited: Promise<void>): Promise<void> {
  const state = { ended: false }
  void exited.then(() => (state.ended = true))
  const deadline = Date.now() + 60_000
  while (!state.ended && Date.now() < deadline) {
    const client = new pg.Client({ ...superuser(record), connectionTimeoutMillis: 2_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === wrongPassword) {
        throw new StartupError(
          `The PostgreSQL in ${record.cluster} does not know the password in postgres.json beside it: ` +
            'put the file back that belongs to it, or choose another SIGNALBOX_DATA_DIR.',
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  throw new StartupError(`PostgreSQL did not start in ${record.cluster}; its last words are in the log.`)
}

function superuser(record: PostgresRecord): pg.ClientConfig {
  return {
    host: '127.0.0.1',
    port: record.port,
    user: 'postgres',
    password: record.superuserPassword,
    database: 'postgres',
  }
}

async function createDatabase(record: PostgresRecord): Promise<void> {
  const client = new pg.Client(superuser(record))
  await client.connect()
  try {
    const { rows } = await client.query(`select 1 from pg_roles where rolname = 'signalbox'`)
    if (rows.length === 0) {
      await client.query(
        `create role signalbox login noinherit createrole password ${client.escapeLiteral(record.password)}`,
      )
    }
    const { rows: databases } = await client.query(`select 1 from pg_database where datname = 'signalbox'`)
    if (databases.length === 0) await client.query('create database signalbox owner signalbox')
  } finally {
    await client.end()
  }
}
