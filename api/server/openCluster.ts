import path from 'node:path'
import { Cluster, type NodeFacts } from '../../broker/cluster.ts'
import { RedisUnreachable } from '../../broker/RedisBus.ts'
import { type KeyRing } from '../auth/secrets.ts'
import { type Config } from '../config.ts'
import { type Database } from '../db/Database.ts'
import { makeOnce } from '../db/makeOnce.ts'
import { StartupError } from '../db/StartupError.ts'

export interface JoinOptions {
  config: Config
  db: Database
  version: string
  keys: KeyRing
}

/** Joins the nodes that share the database; undefined where this one is to be alone. @throws {StartupError} */
export async function openCluster({ config, db, version, keys }: JoinOptions): Promise<Cluster | undefined> {
  const { redisUrl: url, dataDir } = config
  if (url === undefined) return undefined
  const facts: NodeFacts = {
    version,
    dataDir: await makeOnce(path.join(dataDir, 'id'), crypto.randomUUID()),
    keys: keys.map(({ id }) => id),
  }
  try {
    const cluster = await Cluster.open({ url, name: await nameOf(db), log: db.log, facts })
    const problem = cluster.peers.map((peer) => problemBetween(facts, peer, dataDir)).find((each) => each !== undefined)
    if (problem === undefined) return cluster
    await cluster.close()
    throw new StartupError(problem)
  } catch (error) {
    if (!(error instanceof RedisUnreachable)) throw error
    const { hostname, port } = new URL(url)
    throw new StartupError(`Redis at ${hostname}:${port || '6379'} (REDIS_URL) cannot be used: ${error.message}`)
  }
}

/** Two systems may share a Redis by mistake or by thrift; a database of a PostgreSQL is one and the same for its nodes only. */
async function nameOf(db: Database): Promise<string> {
  const [row] = await db.service((service) =>
    service.query<{ name: string }>(
      `select system_identifier || '-' || oid as name from pg_control_system(), pg_database where datname = current_database()`,
    ),
  )
  return row?.name ?? ''
}

function problemBetween(own: NodeFacts, peer: NodeFacts, dataDir: string): string | undefined {
  if (own.dataDir !== peer.dataDir) {
    return (
      `SIGNALBOX_DATA_DIR=${JSON.stringify(dataDir)} is not the folder that the other nodes use: ` +
      'all of them need one shared folder, because attachments are kept in it.'
    )
  }
  if (own.keys.some((key) => peer.keys.includes(key))) return undefined
  return 'SIGNALBOX_JWT_SECRET is another one than on the other nodes: what one signs the others would refuse.'
}
