import { Type as T } from 'typebox'
import { createBroker, type Broker, type BrokerOptions } from '../../broker/broker.ts'
import { boundSession } from '../auth/SessionWatch.ts'
import { type Config } from '../config.ts'
import { type Principal } from '../contract/principal.ts'
import { Notifier, skipHistory } from '../jobs/Notifier.ts'
import { PushSender } from '../jobs/PushSender.ts'
import { MqttRights } from '../relay/MqttRights.ts'
import { NotificationFeed } from '../relay/NotificationFeed.ts'
import { Relay } from '../relay/Relay.ts'
import { seed } from '../relay/seed.ts'
import { Snapshot } from '../relay/Snapshot.ts'
import { type Accounts } from './openAccounts.ts'
import { type Storage } from './openStorage.ts'
import { type Startup } from './Startup.ts'

export interface Pipeline {
  broker: Broker
  relay: Relay
  snapshot: Snapshot
  rights: MqttRights
  /** Something of these people's notifications changed and is committed. */
  onNotified: (userIds: readonly string[]) => void
  /** Looks for what was made for the people who are connected here, and nobody told of. */
  lookForNotified: () => void
}

type BrokerPrincipal = Principal & { subject: string; sessionId: string; isSandbox: boolean }

/** What nodes tell one another. */
const Notified = T.Object({ userIds: T.Array(T.String()) })

/**
 * What carries committed changes to the screens: relay, broker, notifier. Retained state is seeded before anybody is let in.
 * @param fromDemo the log holds the demo day's own past, of which nobody is notified
 * @throws {StartupError}
 */
export async function openPipeline(
  startup: Startup,
  { url, db }: Storage,
  accounts: Accounts,
  fromDemo: boolean,
): Promise<Pipeline> {
  const { config, log, opened, now } = startup
  const { cluster, keys } = accounts
  const snapshot = new Snapshot()
  const rights = new MqttRights(snapshot, now)
  const broker = await createBroker<BrokerPrincipal>({
    log,
    sandboxPrefix: config.mqttSandbox,
    allowedOrigins: config.publicUrl ? [config.publicUrl.origin] : [],
    peers: cluster,
    access: brokerAccess(accounts, rights, now),
  })
  opened.defer(() => broker.close())

  const notificationFeed = new NotificationFeed({ db, publisher: broker, log })
  opened.defer(() => notificationFeed.stop())
  const pushSender = new PushSender({
    db,
    keys: keys.map(({ push }) => push),
    contact: pushContact(config),
    sandbox: config.pushSandbox,
    leads: () => relay.leads,
  })
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
    url,
    log,
    now,
    publisher: broker,
    snapshot,
    peers: cluster && (() => cluster.peers.length),
    onSent: () => relay.leads && notifier.wake(),
  })
  await relay.acquire()
  if (fromDemo) await skipHistory(db)
  opened.defer(() => relay.stop())
  await broker.seedRetained(seed(db, snapshot))
  await relay.start()
  return { broker, relay, snapshot, rights, onNotified, lookForNotified }
}

function brokerAccess(
  { authentication, audit }: Accounts,
  rights: MqttRights,
  now: () => Date,
): BrokerOptions<BrokerPrincipal>['access'] {
  return {
    authenticate: async ({ token }) => {
      const principal = await authentication.authenticate(token)
      if (!principal || principal.expiresAt <= now() || !mayConnect(principal)) return undefined
      const isSandbox = principal.scopes?.includes('sandbox') ?? false
      const subject = principal.userId ?? principal.sessionId
      return { ...principal, isSandbox, subject, sessionId: boundSession(principal) }
    },
    maySubscribe: (principal, filter) => rights.maySubscribe(principal, filter),
    mayReceive: (principal, topic) => rights.mayReceive(principal, topic),
    onRefused: ({ what, principal, remoteAddress, filter }) =>
      audit.noteMqttRefusal(what, principal, remoteAddress, filter),
  }
}

/** Sessions, and tokens that were made for it. */
function mayConnect({ scopes }: Principal): boolean {
  return scopes === undefined || ['mqtt', 'wallboard', 'sandbox'].some((each) => scopes.some((scope) => scope === each))
}

/** Whom a push service may ask what this is about (RFC 8292, section 2.1): Apple's wants an https address or one of mail. */
function pushContact({ publicUrl, smtpUrl }: Config): string {
  if (publicUrl?.protocol === 'https:') return publicUrl.origin
  return `mailto:${smtpUrl?.searchParams.get('from') ?? 'signalbox@signalbox.example'}`
}
