import path from 'node:path'
import { Database } from '../db/Database.ts'
import { FileStore } from '../db/FileStore.ts'
import { migrate } from '../db/migrate.ts'
import { openDataDir } from '../db/openDataDir.ts'
import { openPostgres } from '../db/openPostgres.ts'
import { type Startup } from './Startup.ts'

export interface Storage {
  /** Of PostgreSQL, for whoever needs a connection of their own. */
  url: string
  db: Database
  files: FileStore
}

/** The truth: a data dir of our own, PostgreSQL, its schema. @throws {StartupError} */
export async function openStorage({ config, log, opened, now }: Startup): Promise<Storage> {
  const unlock = await openDataDir(config.dataDir, 'server', config.redisUrl !== undefined)
  opened.defer(unlock)
  const postgres = await openPostgres({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log })
  opened.defer(() => postgres.close())
  const migrations = await migrate(postgres.url)
  if (migrations.length > 0) log.info({ migrations }, 'migrated')
  const db = new Database({ url: postgres.url, log, applicationName: 'signalbox server', now })
  opened.defer(() => db.close())
  return { url: postgres.url, db, files: await FileStore.open(path.join(config.dataDir, 'attachments')) }
}
