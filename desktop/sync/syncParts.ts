import { quietOf, type NotificationPreferences } from '../../api/contract/notificationPreferences.ts'
import { isStaff } from '../../api/contract/user.ts'
import { contractVersion } from '../../api/contract/version.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type PresenceMode } from '../../api/contract/presence.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { topics as contractTopics } from '../../api/contract/topics.ts'
import { type CommandState, type NotificationNews, type PresenceAt } from '../link/messages.ts'
import { createApi, type Api } from './api.ts'
import { createClockOffset, type ClockOffset } from './clockOffset.ts'
import { CommandQueue } from './CommandQueue.ts'
import { Connection } from './Connection.ts'
import { Feed } from './Feed.ts'
import { feedTopics, type FeedTopics } from './feedTopics.ts'
import { NotificationCentre } from './NotificationCentre.ts'
import { fetchPreferences } from './notificationPreferences.ts'
import { problemOf } from './Passing.ts'
import { Presence } from './Presence.ts'
import { type MqttMessage, type SyncPorts } from './ports.ts'
import { Receipts, type ReceiptsOptions } from './Receipts.ts'
import { Replica, type Row, type RowKey } from './Replica.ts'
import { type ReplicaMeta } from './replicaStore.ts'
import { ReplicaWriter } from './ReplicaWriter.ts'
import { RowView } from './RowView.ts'
import { createServerCall } from './serverCall.ts'
import { SyncTally } from './SyncTally.ts'
import { UserSession } from './UserSession.ts'

/** What the parts tell the one that holds them together. */
export interface SyncHooks {
  /** Something that windows are shown is different. */
  onChange: () => void
  onRows: (keys: RowKey[]) => void
  onStates: (states: CommandState[]) => void
  onNews: (news: NotificationNews) => void
  onPresence: (at: PresenceAt) => void
  onEnded: (problem: string) => void
  onUser: (user: SessionUser, before: SessionUser | undefined) => void
  /** Whose rows these are. */
  owner: () => Pick<SessionUser, 'id' | 'role' | 'technicianId'> | undefined
  openTickets: () => ReadonlySet<string>
  /** The same with what is being changed. */
  presentAt: () => ReadonlyMap<string, PresenceMode>
}

export interface SyncParts {
  offset: ClockOffset
  replica: Replica
  session: UserSession
  api: Api
  feed: Feed
  queue: CommandQueue
  connection: Connection
  notifications: NotificationCentre
  /** The user's preferences are as this now. */
  onPreferences: (preferences: NotificationPreferences) => void
  presence: Presence
  receipts: Receipts
  view: RowView
  writer: ReplicaWriter
  topics: () => FeedTopics
  /** The server speaks a newer contract than we do. */
  outdated: () => boolean
  /** The release of the server that answered last. */
  serverVersion: () => string | undefined
  tally: SyncTally
}

/** Makes the parts of a sync client and joins them; none of them knows more of the others than it is handed. */
export function syncParts(ports: SyncPorts, hooks: SyncHooks): SyncParts {
  const { clock, log, store, newId, mqtt } = ports
  const { onChange, onRows, onStates, onNews, onEnded, onUser, owner } = hooks
  const replica = new Replica()
  replica.onChanged(onChange)

  const { offset, call, outdated, serverVersion } = serverParts(ports)
  const tally = new SyncTally()
  const session = new UserSession({ call, clock, store: ports.credentials, log, onEnded, onUser })
  const user = (): SessionUser | undefined => session.user
  const api = createApi(call, session)

  const meta = (): ReplicaMeta | undefined => {
    const { asOf } = feed
    const { head } = replica
    const { id: userId, role, technicianId } = owner() ?? {}
    if (!userId || !role || head === undefined || asOf === undefined) return undefined
    return { userId, role, technicianId, head, asOf, contractVersion }
  }
  const writer = new ReplicaWriter({ store, replica, clock, log, meta })
  const onProgress = (): void => {
    writer.headMoved()
    onChange()
  }
  const onDoubt = (problem: string): void => connection.dispatch({ kind: 'doubt', problem })
  const feed = new Feed({ replica, api, clock, offset, log, tally, onDoubt, onProgress })
  const queue = new CommandQueue({ api, store, replica, clock, log, newId, user, onRows, onStates })
  const topics = (): FeedTopics => {
    const { user } = session
    return user ? feedTopics(user, hooks.openTickets()) : { needed: [], extras: [] }
  }
  const now = (): number => clock.now() + offset.offset
  const notifications = new NotificationCentre({ api, log, clock, now, onChange, onNews })
  const onPreferences = (preferences: NotificationPreferences): void => {
    if (session.user) notifications.noteQuiet(quietOf(preferences, session.user.role))
  }
  const isOfStaff = (): boolean => session.user !== undefined && isStaff(session.user.role)
  const { presentAt: open, onPresence } = hooks
  const presence = new Presence({ api, clock, log, clientId: newId(), open, hearsAll: isOfStaff, onChange: onPresence })
  const receipts = makeReceipts(replica, { api, clock, log, now, technicianId: () => session.user?.technicianId })
  const onAside = (message: MqttMessage): boolean => {
    const { topic, payload } = message
    const isNotifications = session.user !== undefined && topic === contractTopics.notifications(session.user.id)
    if (isNotifications) notifications.receive(payload)
    return isNotifications || presence.receive(message)
  }
  const onReached = (): void => {
    queue.poke()
    void notifications.refresh()
    receipts.onReached()
    fetchPreferences(api).then(onPreferences, (error: unknown) =>
      log.info('the preferences could not be fetched', { reason: problemOf(error) }),
    )
  }
  const onRoundTrip = (ms: number): void => offset.sawRoundTrip(ms)
  const tokens = session
  const connection = new Connection({
    clock,
    mqtt,
    log,
    feed,
    tally,
    tokens,
    topics,
    onBegin: () => presence.clear(),
    onAside,
    onRoundTrip,
    onChange,
    onReached,
  })
  const view = new RowView(replica, queue, user)
  return {
    offset,
    replica,
    session,
    api,
    feed,
    queue,
    connection,
    notifications,
    onPreferences,
    presence,
    receipts,
    view,
    writer,
    topics,
    outdated,
    serverVersion,
    tally,
  }
}

function makeReceipts(replica: Replica, options: Omit<ReceiptsOptions, 'ticket' | 'tickets'>): Receipts {
  // Rows of a type are what the contract says; they were checked where they came in.
  const ticketOf = ({ data }: Row): Ticket => data as Ticket
  return new Receipts({
    ...options,
    ticket: (id) => {
      const row = replica.get('ticket', id)
      return row && ticketOf(row)
    },
    tickets: function* () {
      for (const row of replica.ofType('ticket')) yield ticketOf(row)
    },
  })
}

function serverParts({ http, clock }: SyncPorts) {
  let newest = contractVersion
  const offset = createClockOffset()
  const onContractVersion = (version: number): void => {
    newest = Math.max(newest, version)
  }
  let release: string | undefined
  const onServerVersion = (version: string): void => {
    release = version
  }
  const call = createServerCall({ http, clock, offset, onContractVersion, onServerVersion })
  return { offset, call, outdated: () => newest > contractVersion, serverVersion: () => release }
}
