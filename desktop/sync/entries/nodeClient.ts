import path from 'node:path'
import { v7 } from 'uuid'
import { isRecord } from '../../link/wire.ts'
import { createMemoryStore } from '../memoryStore.ts'
import { type CredentialStore, type Log } from '../ports.ts'
import { type ReplicaStore } from '../replicaStore.ts'
import { SyncClient } from '../SyncClient.ts'
import { createFetchHttp } from './fetchHttp.ts'
import { createMqttTransport } from './mqttTransport.ts'
import { createNodeCredentials } from './nodeCredentials.ts'
import { createNodeFetch } from './nodeFetch.ts'
import { openNodeStorage } from './nodeStorage.ts'
import { SystemProxyAgent } from './SystemProxyAgent.ts'
import { systemClock } from './systemClock.ts'

export interface NodeClientConfig {
  /** The server: `https://dispatch.example`. */
  server: string
  /** Where the push connection goes; without it MQTT over WebSocket on the server's own port. */
  mqtt?: string
  /** A folder of this user and this server alone. */
  folder: string
  /** Whoever started this process keeps the sign-in; without it a file in the folder does. */
  keptBy?: 'keeper'
  /** Whom this machine trusts besides those that everybody does, as PEM: with it the system's settings hold. */
  certificates?: readonly string[]
  /** What the server is told this is, for the list of one's sessions. */
  userAgent?: string
}

export function isNodeClientConfig(value: unknown): value is NodeClientConfig {
  if (!isRecord(value) || typeof value.server !== 'string' || typeof value.folder !== 'string') return false
  if (value.userAgent !== undefined && typeof value.userAgent !== 'string') return false
  return value.certificates === undefined || Array.isArray(value.certificates)
}

/** A sync client in a Node process, begun. */
export async function startNodeClient(
  config: NodeClientConfig,
  log: Log,
  credentials: CredentialStore = createNodeCredentials(path.join(config.folder, 'session.json')),
  routeTo?: (url: string) => Promise<string>,
): Promise<SyncClient> {
  const agent = routeTo && new SystemProxyAgent({ routeTo, certificates: config.certificates ?? [] })
  const server = config.server.replace(/\/$/, '')
  const client = new SyncClient({
    clock: systemClock,
    http: createFetchHttp(server, agent && createNodeFetch(agent), {
      ...(config.userAgent !== undefined && { 'user-agent': config.userAgent }),
    }),
    mqtt: createMqttTransport({
      url: config.mqtt ?? `${server.replace(/^http/, 'ws')}/mqtt`,
      clientId: `signalbox-${v7()}`,
      ...(agent && { agent }),
    }),
    store: openStore(config, log),
    credentials,
    log,
    home: 'process',
    newId: () => v7(),
  })
  await client.start()
  return client
}

function openStore({ folder }: NodeClientConfig, log: Log): ReplicaStore {
  try {
    return openNodeStorage({ file: path.join(folder, 'replica.db'), log })
  } catch (error) {
    log.error('nothing can be kept on disk: what waits ends with this process', { error: String(error) })
    return createMemoryStore((value) => structuredClone(value))
  }
}
