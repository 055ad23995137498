/**
 * The server: API, broker and relay over one PostgreSQL. Reads from top to bottom as the start-up order; what is opened here
 * is closed in the reverse order. `serve` is the server alone, `start` also builds and offers the console and the demo day.
 */
import { readFileSync } from 'node:fs'
import { Server as HttpsServer } from 'node:https'
import path from 'node:path'
import { Type as T, type Static } from 'typebox'
import { createBroker } from '../broker/broker.ts'
import { Questions } from '../broker/Questions.ts'
import { Account } from './auth/Account.ts'
import { Audit } from './auth/Audit.ts'
import { Authentication } from './auth/Authentication.ts'
import { hashNewPassword } from './auth/hashNewPassword.ts'
import { hashPassword } from './auth/passwords.ts'
import { noteSigningKey } from './auth/noteSigningKey.ts'
import { keyRing, loadSecrets, type KeyRing } from './auth/secrets.ts'
import { MailAddresses } from './auth/MailAddresses.ts'
import { SecondFactors } from './auth/SecondFactors.ts'
import { Sessions } from './auth/Sessions.ts'
import { boundSession, SessionWatch } from './auth/SessionWatch.ts'
import { SignInLimits } from './auth/SignInLimits.ts'
import { Tokens } from './auth/Tokens.ts'
import { readConfig, type Config } from './config.ts'
import { ImportRun } from './contract/imports.ts'
import { type Principal } from './contract/principal.ts'
import { createLog } from './createLog.ts'
import { createSingleSignOn } from './createSingleSignOn.ts'
import { addressesOf, isLocalHost, listen, portOf, type Addresses } from './listen.ts'
import { Database } from './db/Database.ts'
import { FileStore } from './db/FileStore.ts'
import { migrate } from './db/migrate.ts'
import { alone } from './db/alone.ts'
import { openDataDir } from './db/openDataDir.ts'
import { openPostgres } from './db/openPostgres.ts'
import { workingSetDays } from './db/rows/entityTables.ts'
import { StartupError } from './db/StartupError.ts'
import { createHttpServer } from './http/createHttpServer.ts'
import { readDemoSignIns } from './import/demo/demoSignIns.ts'
import { seededRandom } from './import/demo/seededRandom.ts'
import { beginFirstDay } from './import/beginFirstDay.ts'
import { ImportRuns } from './import/ImportRuns.ts'
import { Simulator } from './import/simulator/Simulator.ts'
import { ReachWatch } from './jobs/ReachWatch.ts'
import { climbAlarms } from './jobs/climbAlarms.ts'
import { sweeps } from './jobs/sweeps.ts'
import { createMailer } from './jobs/createMailer.ts'
import { Notifier, skipHistory } from './jobs/Notifier.ts'
import { PushSender } from './jobs/PushSender.ts'
import { Sweeper } from './jobs/Sweeper.ts'
import { createMetrics } from './metrics.ts'
import { openCluster } from './openCluster.ts'
import { NotificationFeed } from './relay/NotificationFeed.ts'
import { MqttRights } from './relay/MqttRights.ts'
import { PresenceBoard, PresenceReport } from './relay/PresenceBoard.ts'
import { Relay } from './relay/Relay.ts'
import { readHead } from './relay/numberChanges.ts'
import { seed } from './relay/seed.ts'
import { Snapshot } from './relay/Snapshot.ts'
import { askOnTerminal } from './start/askOnTerminal.ts'
import { buildConsole, type ConsoleState } from './start/buildConsole.ts'
import { chooseFirstDay } from './start/chooseFirstDay.ts'
import { findDesktopApp } from './start/findDesktopApp.ts'
import { openDesktopApp } from './start/openDesktopApp.ts'
import { readStartOptions, type StartOptions } from './start/readStartOptions.ts'
import { runVite } from './start/runVite.ts'
import { welcome } from './start/welcome.ts'
import { TlsCertificate } from './TlsCertificate.ts'
import { untilSignal } from './untilSignal.ts'

const root = path.join(import.meta.dirname, '..')
const consoleDir = path.join(root, 'dist/console')
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
const dayInMilliseconds = 24 * 3600 * 1000
const now = () => new Date()

/** What nodes tell one another, and ask. */
const Notified = T.Object({ userIds: T.Array(T.String()) })
const AskedImport = T.Object({ id: T.String(), from: T.Integer() })

async function run(config: Config, options: StartOptions, opened: AsyncDisposableStack): Promise<Addresses> {
  const log = createLog(config.logLevel)
  const starts = options.mode === 'start'

  // 0. `npm start` builds the console where it is missing or older than its sources, while the rest comes up.
  const building = starts ? startBuild(opened) : undefined

  // 1. The truth: a data dir of our own, PostgreSQL, its schema.
  const unlock = await openDataDir(config.dataDir, 'server', config.redisUrl !== undefined)
  opened.defer(unlock)
  const postgres = await openPostgres({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log })
  opened.defer(() => postgres.close())
  const migrations = await migrate(postgres.url)
  if (migrations.length > 0) log.info({ migrations }, 'migrated')
  const db = new Database({ url: postgres.url, log, applicationName: 'signalbox server', now })
  opened.defer(() => db.close())

  // 2. The other nodes, where there are several, and who may come in.
  const keys = await keysOf(config)
  await noteSigningKey(db, keys[0].id)
  const cluster = await openCluster({ config, db, version, keys })
  opened.defer(() => cluster?.close())
  const limits = new SignInLimits(cluster && { client: cluster.store, name: cluster.name })
  const sessions = new Sessions(db, keys, limits)
  const tokens = new Tokens(db)
  const account = new Account(db, limits)
  const audit = new Audit(db, log)
  const authentication = new Authentication(sessions, tokens)
  const files = await FileStore.open(path.join(config.dataDir, 'attachments'))
  const commands = { db, files, hashPassword: hashNewPassword }
  const firstDay = await alone(postgres.url, () =>
    beginFirstDay({
      // What the operator has configured is theirs to choose.
      context: { ...commands, hashPassword },
      url: postgres.url,
      configuredAdmin: config.admin,
      choose: async () => (starts ? chooseFirstDay(options.firstDay, askOnTerminal()) : 'empty'),
    }),
  )
  const origin = () => config.publicUrl?.origin ?? addressesOf(config, httpPort(), undefined).http
  const singleSignOn = config.singleSignOn && createSingleSignOn(config.singleSignOn, commands, sessions, origin)
  const { admin } = firstDay
  if (admin && !starts) {
    log.warn({ email: admin.email, initialPassword: admin.password }, 'made the first admin; shown only now')
  }

  // 3. The relay and the broker. Retained state is seeded before anybody is let in.
  const snapshot = new Snapshot()
  const rights = new MqttRights(snapshot, now)
  const broker = await createBroker<BrokerPrincipal>({
    log,
    sandboxPrefix: config.mqttSandbox,
    allowedOrigins: config.publicUrl ? [config.publicUrl.origin] : [],
    peers: cluster,
    access: {
      authenticate: async ({ token }) => {
        const principal = await authentication.authenticate(token)
        if (!principal || principal.expiresAt <= now() || !mayConnect(principal)) return undefined
        const isSandbox = principal.scopes?.includes('sandbox') ?? false
        return {
          ...principal,
          isSandbox,
          subject: principal.userId ?? principal.sessionId,
          sessionId: boundSession(principal),
        }
      },
      maySubscribe: (principal, filter) => rights.maySubscribe(principal, filter),
      mayReceive: (principal, topic) => rights.mayReceive(principal, topic),
      onRefused: ({ what, principal, remoteAddress, filter }) =>
        audit.noteMqttRefusal(what, principal, remoteAddress, filter),
    },
  })
  opened.defer(() => broker.close())
  const notificationFeed = new NotificationFeed({ db, publisher: broker, log })
  opened.defer(() => notificationFeed.stop())
  const pushKeys = keys.map(({ push }) => push)
  const { pushSandbox: sandbox } = config
  const contact = pushContact(config)
  const pushSender = new PushSender({ db, keys: pushKeys, contact, sandbox, leads: () => relay.leads })
  opened.defer(() => pushSender.stop())
  const onNotified = (userIds: readonly string[]) => {
    notificationFeed.onChanged(userIds)
    pushSender.wake()
    cluster?.send('notified', { userIds })
  }
  cluster?.listen('notified', Notified, ({ userIds }) => notificationFeed.onChanged(userIds))
  const lookForNotified = () => notificationFeed.onChanged(broker.connections().map(({ subject }) => subject))
  cluster?.follow(broker, lookForNotified)
  const notifier = new Notifier({ db, log, onNotified })
  opened.defer(() => notifier.stop())
  const relay = new Relay({
    url: postgres.url,
    log,
    now,
    publisher: broker,
    snapshot,
    peers: cluster && (() => cluster.peers.length),
    onSent: () => relay.leads && notifier.wake(),
  })
  await relay.acquire()
  if (firstDay.began === 'demo') await skipHistory(db)
  opened.defer(() => relay.stop())
  await broker.seedRetained(seed(db, snapshot))
  await relay.start()
  const leads = () => relay.leads
  const connected = () => {
    if (!relay.leads || cluster?.isComplete === false) return undefined
    return [...broker.connections().map(({ subject }) => subject), ...(cluster?.subjects() ?? [])]
  }
  const reach = new ReachWatch({ db, log, connected })
  opened.defer(() => reach.stop())
  const presence = new PresenceBoard({
    publisher: broker,
    now,
    maySee: (principal, ticketId) => rights.maySeeTicket(principal, ticketId),
    onReported: (report) => cluster?.send('presence', report),
  })
  cluster?.listen('presence', PresenceReport, (report) => presence.hear(report))
  opened.defer(() => presence.stop())
  const watch = new SessionWatch(authentication, broker, log, now)
  opened.defer(() => watch.stop())
  const climb = () => climbAlarms({ db, connected, onNotified })
  // Apart from the sweeps, which wait for one another: an alarm waits for no mail server.
  const alarms = new Sweeper([{ name: 'alarms', every: 1_000, run: climb }], log, leads)
  opened.defer(() => alarms.stop())
  const mailer = config.smtpUrl && createMailer(config.smtpUrl)
  opened.defer(() => mailer?.close())
  const mail = mailer && { mailer, address: consoleAddress(config) }
  const { changeLogDays, auditDays } = config
  const sweeper = new Sweeper(
    sweeps({
      db,
      files,
      sessions,
      snapshot,
      changeLogDays,
      auditDays,
      mail,
      onNotified,
      lookForNotified: cluster && (() => cluster.isUp || lookForNotified()),
    }),
    log,
    leads,
  )
  opened.defer(() => sweeper.stop())

  const imports = new ImportRuns({ db, files, log })
  const find = ({ id, from }: Static<typeof AskedImport>) => imports.find(id, from)
  const elsewhere =
    cluster && new Questions({ cluster, kind: 'import', question: AskedImport, answer: ImportRun, find })
  opened.defer(() => imports.close())

  const clusterHealth =
    cluster && (() => ({ redis: cluster.isUp, nodes: cluster.peers.length + 1, leads: relay.leads }))

  // 4. The doors.
  const consoleState = await building
  const certificate = config.tls && new TlsCertificate(config.tls, log)
  const tls = certificate?.current
  const http = await createHttpServer({
    log,
    version,
    tls,
    trustProxy: config.trustProxy,
    consoleDir,
    context: {
      commands,
      sessions,
      singleSignOn,
      imports: {
        preview: (file) => imports.preview(file),
        begin: (file, principal) => imports.begin(file, principal),
        read: async (id, from) =>
          imports.find(id, from) ?? (await elsewhere?.ask({ id, from })) ?? imports.read(id, from),
        list: () => imports.list(),
      },
      account,
      mailAddresses: new MailAddresses(db),
      secondFactors: new SecondFactors(db, account),
      tokens,
      audit: (note) => audit.note(note),
      authenticate: (token) => authentication.authenticate(token),
      staffSnapshot: async () => {
        // Whoever listens at another node has heard everything up to its head, and asks here for what was before.
        if (cluster) await relay.reach((await db.service(readHead)).seq)
        return snapshot.syncLines(new Date(now().getTime() - workingSetDays * dayInMilliseconds))
      },
      presence,
      push: { key: keys[0].push.publicKey, sandbox },
      onNotificationsChanged: (userId) => onNotified([userId]),
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
      acceptWebSocket: (request, socket, head, address) => broker.acceptWebSocket(request, socket, head, address),
    },
  })
  const httpPort = () => portOf(http.server.address(), config.httpPort)
  opened.defer(() => http.close())
  certificate?.onRenewed((pair) => {
    if (http.server instanceof HttpsServer) http.server.setSecureContext(pair)
    broker.renewTls(pair)
  })
  opened.defer(() => certificate?.close())
  if (!tls && !isLocalHost(config.host)) {
    log.warn(
      { host: config.host },
      'passwords and data cross the network in the clear: set SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY',
    )
  }
  const { host, mqttPort: wanted } = config
  await listen('SIGNALBOX_HTTP_PORT', config.httpPort, host, () => http.listen({ port: config.httpPort, host }))
  const mqttPort =
    wanted === undefined
      ? undefined
      : await listen('SIGNALBOX_MQTT_PORT', wanted, host, () => broker.listenTcp(wanted, host, tls))
  const addresses = addressesOf(config, httpPort(), mqttPort)
  if (!starts) return addresses

  // 5. What `npm start` says, and the demo day going on.
  const signIns = await readDemoSignIns(db)
  const simulated = options.simulator && signIns.length > 0
  if (simulated) {
    const random = seededRandom(now().getTime())
    const simulator = new Simulator({ context: commands, log, random, schedule, mayPlay: leads })
    simulator.start()
    opened.defer(() => simulator.stop())
  }
  const desktopApp = findDesktopApp(root, process.env, process.platform)
  const text = welcome({
    address: config.publicUrl?.href ?? addresses.http,
    console: consoleState ?? 'fresh',
    desktopApp,
    signIns,
    admin,
    simulated,
    ignored: firstDay.began === 'kept' ? options.firstDay : undefined,
  })
  process.stdout.write(text)
  if ('binary' in desktopApp) {
    const stop = new AbortController()
    opened.defer(() => stop.abort())
    const { binary } = desktopApp
    await openDesktopApp({ root, binary, server: addresses.http, signal: stop.signal }).catch((error: unknown) => {
      process.stdout.write(`The desktop app could not be started: ${String(error)}\n`)
    })
  }
  return addresses
}

async function keysOf({ jwtSecret, formerJwtSecret, dataDir }: Config): Promise<KeyRing> {
  if (jwtSecret !== undefined) return keyRing(jwtSecret, formerJwtSecret === undefined ? [] : [formerJwtSecret])
  const [current, ...former] = await loadSecrets(dataDir, now())
  return keyRing(current, former)
}

/** Sessions, and tokens that were made for it. */
function mayConnect({ scopes }: Principal): boolean {
  return scopes === undefined || ['mqtt', 'wallboard', 'sandbox'].some((each) => scopes.some((scope) => scope === each))
}

function startBuild(opened: AsyncDisposableStack): Promise<ConsoleState> {
  const stop = new AbortController()
  const state = buildConsole({
    root,
    build: (outDir) => runVite(root, outDir, stop.signal),
    onBuild: () => process.stdout.write('Building the console, which takes some seconds the first time.\n'),
  })
  opened.defer(async () => {
    stop.abort()
    await state
  })
  return state
}

/** As people reach it, for links in mails. */
function consoleAddress({ publicUrl, tls, host, httpPort }: Config): string {
  return publicUrl?.href.replace(/\/$/, '') ?? `${tls ? 'https' : 'http'}://${host}:${httpPort}`
}

/** Whom a push service may ask what this is about (RFC 8292, section 2.1): Apple's wants an https address or one of mail. */
function pushContact({ publicUrl, smtpUrl }: Config): string {
  if (publicUrl?.protocol === 'https:') return publicUrl.origin
  return `mailto:${smtpUrl?.searchParams.get('from') ?? 'signalbox@signalbox.example'}`
}

function schedule(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds)
  return () => clearTimeout(timer)
}

type BrokerPrincipal = Principal & { subject: string; sessionId: string; isSandbox: boolean }

/** Past this the contract's 10 s would be missed: what is still open then is dropped, PostgreSQL's watchdog ends it. */
const drainLimit = 9_000

async function main(): Promise<void> {
  const signal = untilSignal()
  await using opened = new AsyncDisposableStack()
  const options = readStartOptions(process.argv.slice(2), process.env)
  // At a terminal the log is for what goes wrong: the rest is said in plain words.
  const quieter = options.mode === 'start' ? { SIGNALBOX_LOG_LEVEL: 'warn' } : {}
  const addresses = await Promise.race([run(readConfig({ ...quieter, ...process.env }), options, opened), signal])
  if (typeof addresses === 'string') return
  process.stdout.write(`SIGNALBOX_READY ${JSON.stringify({ ...addresses, pid: process.pid, version })}\n`)
  await signal
  setTimeout(() => process.exit(0), drainLimit).unref()
}

try {
  await main()
  process.exit(0)
} catch (error) {
  process.stderr.write(
    error instanceof StartupError ? `${error.message}\n` : `${String(error instanceof Error ? error.stack : error)}\n`,
  )
  process.exit(1)
}
