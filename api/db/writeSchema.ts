/** `npm run schema`: migrates an embedded PostgreSQL of its own and writes the dump to migrations/schema.sql. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { queryable } from './Database.ts'
import { dumpSchema } from './dumpSchema.ts'
import { EmbeddedPostgres } from './EmbeddedPostgres.ts'
import { migrate } from './migrate.ts'

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'signalbox-schema-'))
await chmod(dataDir, 0o755)
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const postgres = await EmbeddedPostgres.start({ dataDir, log: quiet })
try {
  await migrate(postgres.url)
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await writeFile(path.join(import.meta.dirname, '../../migrations/schema.sql'), await dumpSchema(queryable(client)))
  await client.end()
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
