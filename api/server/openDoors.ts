import { Server as HttpsServer } from 'node:https'
import { Type as T, type Static } from 'typebox'
import { Questions } from '../../broker/Questions.ts'
import { type CommandContext } from '../commands/runCommand.ts'
import { ImportRun } from '../contract/imports.ts'
import { workingSetDays } from '../db/rows/entityTables.ts'
import { createHttpServer } from '../http/createHttpServer.ts'
import { type HttpContext } from '../http/HttpContext.ts'
import { ImportRuns } from '../import/ImportRuns.ts'
import { readHead } from '../relay/numberChanges.ts'
import { PresenceBoard, PresenceReport } from '../relay/PresenceBoard.ts'
import { createSingleSignOn } from './createSingleSignOn.ts'
import { addressesOf, isLocalHost, listen, portOf, type Addresses } from './listen.ts'
import { createMetrics } from './metrics.ts'
import { type Accounts } from './openAccounts.ts'
import { type Pipeline } from './openPipeline.ts'
import { type Storage } from './openStorage.ts'
import { type Startup } from './Startup.ts'
import { TlsCertificate } from './TlsCertificate.ts'

const dayInMilliseconds = 24 * 3600 * 1000

/** What nodes ask one another: how an import stands that another one runs. */
const AskedImport = T.Object({ id: T.String(), from: T.Integer() })

export interface Parts {
  storage: Storage
  accounts: Accounts
  pipeline: Pipeline
  commands: CommandContext & { files: Storage['files'] }
  /** Where the built console is. */
  consoleDir: string
}

/** Lets everybody in, over HTTP, WebSocket and MQTT. @throws {StartupError} where a port cannot be had */
export async function openDoors(startup: Startup, parts: Parts): Promise<Addresses> {
  const { config, log, opened, version } = startup
  const { broker } = parts.pipeline
  const certificate = config.tls && new TlsCertificate(config.tls, log)
  const tls = certificate?.current
  const httpPort = () => portOf(http.server.address(), config.httpPort)
  const origin = () => config.publicUrl?.origin ?? addressesOf(config, httpPort(), undefined).http
  const http = await createHttpServer({
    log,
    version,
    tls,
    trustProxy: config.trustProxy,
    consoleDir: parts.consoleDir,
    context: httpContext(startup, parts, origin),
  })
  opened.defer(() => http.close())
  certificate?.onRenewed((pair) => {
    if (http.server instanceof HttpsServer) http.server.setSecureContext(pair)
    broker.renewTls(pair)
  })
  opened.defer(() => certificate?.close())
  warnOfPlainText(startup)

  const { host, httpPort: port, mqttPort: wanted } = config
  await listen('SIGNALBOX_HTTP_PORT', port, host, () => http.listen({ port, host }))
  const mqttPort =
    wanted === undefined
      ? undefined
      : await listen('SIGNALBOX_MQTT_PORT', wanted, host, () => broker.listenTcp(wanted, host, tls))
  return addressesOf(config, httpPort(), mqttPort)
}

function httpContext(startup: Startup, parts: Parts, origin: () => string): HttpContext {
  const { config } = startup
  const { storage, accounts, pipeline, commands } = parts
  const { keys, sessions, account, mailAddresses, secondFactors, tokens, audit, authentication, openRequests } =
    accounts
  const { broker, onNotified } = pipeline
  return {
    commands,
    sessions,
    singleSignOn: config.singleSignOn && createSingleSignOn(config.singleSignOn, commands, sessions, origin),
    imports: openImports(startup, storage, accounts),
    account,
    mailAddresses,
    secondFactors,
    tokens,
    audit: (note) => audit.note(note),
    authenticate: (token) => authentication.authenticate(token),
    openRequests,
    staffSnapshot: () => staffSnapshot(startup, parts),
    presence: openPresence(startup, accounts, pipeline),
    push: { key: keys[0].push.publicKey, sandbox: config.pushSandbox },
    onNotificationsChanged: (userId) => onNotified([userId]),
    ...figures(parts),
    acceptWebSocket: (request, socket, head, address) => broker.acceptWebSocket(request, socket, head, address),
  }
}

function openImports({ log, opened }: Startup, { db, files }: Storage, { cluster }: Accounts): HttpContext['imports'] {
  const imports = new ImportRuns({ db, files, log })
  opened.defer(() => imports.close())
  const find = ({ id, from }: Static<typeof AskedImport>) => imports.find(id, from)
  const elsewhere =
    cluster && new Questions({ cluster, kind: 'import', question: AskedImport, answer: ImportRun, find })
  return {
    preview: (file) => imports.preview(file),
    begin: (file, principal) => imports.begin(file, principal),
    read: async (id, from) => imports.find(id, from) ?? (await elsewhere?.ask({ id, from })) ?? imports.read(id, from),
    list: () => imports.list(),
  }
}

function openPresence({ opened, now }: Startup, { cluster }: Accounts, { broker, rights }: Pipeline): PresenceBoard {
  const presence = new PresenceBoard({
    publisher: broker,
    now,
    maySee: (principal, ticketId) => rights.maySeeTicket(principal, ticketId),
    onReported: (report) => cluster?.send('presence', report),
  })
  cluster?.listen('presence', PresenceReport, (report) => presence.hear(report))
  opened.defer(() => presence.stop())
  return presence
}

async function staffSnapshot(
  { now }: Startup,
  { storage, accounts, pipeline }: Parts,
): ReturnType<HttpContext['staffSnapshot']> {
  // Whoever listens at another node has heard everything up to its head, and asks here for what was before.
  if (accounts.cluster) await pipeline.relay.reach((await storage.db.service(readHead)).seq)
  return pipeline.snapshot.syncLines(new Date(now().getTime() - workingSetDays * dayInMilliseconds))
}

/** What the operator's programs ask. */
function figures({
  storage: { db },
  accounts: { cluster },
  pipeline: { broker, relay },
}: Parts): Pick<HttpContext, 'health' | 'metrics'> {
  const clusterHealth =
    cluster && (() => ({ redis: cluster.isUp, nodes: cluster.peers.length + 1, leads: relay.leads }))
  return {
    health: async () => ({
      database: await db.isUp(),
      broker: true,
      relayLag: relay.lag,
      ...(clusterHealth && { cluster: clusterHealth() }),
    }),
    metrics: createMetrics({
      broker: () => ({ ...broker.stats() }),
      relayLag: () => relay.lag,
      cluster: clusterHealth,
      pool: () => db.stats(),
    }),
  }
}

function warnOfPlainText({ config: { host, tls }, log }: Startup): void {
  if (tls || isLocalHost(host)) return
  log.warn({ host }, 'passwords and data cross the network in the clear: set SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY')
}
