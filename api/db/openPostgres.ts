import pg from 'pg'
import { type Log } from './Database.ts'
import { EmbeddedPostgres } from './EmbeddedPostgres.ts'
import { StartupError } from './StartupError.ts'

export interface OpenPostgres {
  url: string
  close(): Promise<void>
}

/** The PostgreSQL that DATABASE_URL names, or the embedded one. @throws {StartupError} where it cannot be reached. */
export async function openPostgres(options: {
  databaseUrl: string | undefined
  dataDir: string
  log: Log
}): Promise<OpenPostgres> {
  if (options.databaseUrl !== undefined) {
    await checkReachable(options.databaseUrl)
    return { url: options.databaseUrl, close: async () => {} }
  }
  const embedded = await EmbeddedPostgres.start(options)
  return { url: embedded.url, close: () => embedded.stop() }
}

async function checkReachable(url: string): Promise<void> {
  try {
    // It also reads what the address names: a certificate, for one.
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
    client.on('error', () => {})
    await client.connect()
    await client.end()
  } catch (error) {
    const { hostname, port } = new URL(url)
    const why = error instanceof Error ? error.message || String('code' in error ? error.code : error) : String(error)
    throw new StartupError(
      `PostgreSQL at ${hostname || 'localhost'}:${port || '5432'} (DATABASE_URL) cannot be reached: ${why}`,
    )
  }
}
