import { Database, type Log } from '../db/Database.ts'
import { embeddedUrl, readPostgresRecord } from '../db/EmbeddedPostgres.ts'
import { lockHolder } from '../db/lockDataDir.ts'
import { migrate } from '../db/migrate.ts'
import { openDataDir } from '../db/openDataDir.ts'
import { openPostgres } from '../db/openPostgres.ts'
import { StartupError } from '../db/StartupError.ts'

export interface OpenOptions {
  databaseUrl: string | undefined
  dataDir: string
  log: Log
}

export interface OpenedForImport {
  db: Database
  /** False where we started PostgreSQL ourselves: nobody else is there whom an import could hold up. */
  beside: boolean
}

/**
 * The database that an import writes to: the one that DATABASE_URL names, the embedded one of a server that runs on
 * this data dir, or the embedded one started for the import alone.
 * @param opened closes what was opened
 * @throws {StartupError} where there is none to be had.
 */
export async function openForImport(options: OpenOptions, opened: AsyncDisposableStack): Promise<OpenedForImport> {
  const { url, beside } = await findUrl(options, opened)
  // Beside a server that is still starting this waits until its own migrations are done.
  await migrate(url)
  const db = new Database({ url, log: options.log, applicationName: 'signalbox import', maxConnections: 2 })
  opened.defer(() => db.close())
  return { db, beside }
}

async function findUrl(options: OpenOptions, opened: AsyncDisposableStack): Promise<{ url: string; beside: boolean }> {
  const { databaseUrl, dataDir, log } = options
  if (databaseUrl === undefined) {
    const holder = await lockHolder(dataDir)
    if (holder?.what === 'server') return { url: await urlOfServer(dataDir), beside: true }
    opened.defer(await openDataDir(dataDir, 'import'))
  }
  const postgres = await openPostgres({ databaseUrl, dataDir, log })
  opened.defer(() => postgres.close())
  return { url: postgres.url, beside: databaseUrl !== undefined }
}

/** A server that was started a moment ago may still be setting PostgreSQL up, which takes seconds the first time. */
const startPatience = 30_000

async function urlOfServer(dataDir: string): Promise<string> {
  const deadline = Date.now() + startPatience
  for (;;) {
    const holder = await lockHolder(dataDir)
    if (!holder) throw new StartupError(`The server on ${dataDir} has just ended. Try again.`)
    // Read each time: a starting server writes a new port into it.
    const record = await readPostgresRecord(dataDir)
    const url = record && embeddedUrl(record)
    try {
      if (url !== undefined) return (await openPostgres({ databaseUrl: url, dataDir, log: quiet })).url
    } catch (error) {
      if (!(error instanceof StartupError)) throw error
    }
    if (Date.now() > deadline) {
      throw new StartupError(
        `The server on ${dataDir} (process ${holder.pid}) runs without an embedded PostgreSQL: set the DATABASE_URL it uses.`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} }
