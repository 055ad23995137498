import { contractVersion } from '../../api/contract/version.ts'
import { type PresenceMode } from '../../api/contract/presence.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type CommandState, type NotificationNews, type PresenceAt, type Status } from '../link/messages.ts'
import { type Port } from '../link/port.ts'
import { agedOut } from './ageing.ts'
import { type SyncPorts } from './ports.ts'
import { type RowKey } from './Replica.ts'
import { watchSleep } from './sleepWatch.ts'
import { syncParts, type SyncParts } from './syncParts.ts'
import { windowHandlers } from './windowHandlers.ts'
import { WindowSession } from './WindowSession.ts'

const sweepEvery = 60_000

/** What decides which rows one gets. */
type View = Pick<SessionUser, 'id' | 'role' | 'technicianId'>

/** The embedded sync client: one for all windows of a user, whatever its home. Everything is handed in, and given back by `close`. */
export class SyncClient {
  readonly #ports: SyncPorts
  readonly #parts: SyncParts
  readonly #handlers: ReturnType<typeof windowHandlers>
  readonly #windows = new Set<WindowSession>()
  readonly #stopWatching: () => void
  /** Whose rows are in the replica. */
  #owner: View | undefined
  #adopting: Promise<void> = Promise.resolve()
  #shownAnew: RowKey[] = []
  #states: CommandState[] = []
  #news: NotificationNews[] = []
  /** What became of the presence at tickets since the last tick. */
  #present = new Map<string, PresenceAt>()
  /** The windows in the order in which a person looked at them, the last one last. */
  #looked: WindowSession[] = []
  /** Shows what is new for all of them: no window, but the app that holds them. */
  #shower: WindowSession | undefined
  #stopTick: (() => void) | undefined
  #stopSweep: () => void = () => {}
  #closed = false
  #closing: Promise<void> | undefined

  constructor(ports: SyncPorts) {
    this.#ports = ports
    this.#parts = syncParts(ports, {
      onChange: () => this.#due(),
      onRows: (keys) => {
        this.#shownAnew.push(...keys)
        this.#due()
      },
      onStates: (states) => {
        this.#states.push(...states)
        this.#due()
      },
      onNews: (news) => {
        this.#news.push(news)
        this.#due()
      },
      onEnded: (problem) => this.#onEnded(problem),
      onUser: (user, before) => this.#onUser(user, before),
      owner: () => this.#owner,
      onPresence: (at) => {
        this.#present.set(at.ticketId, at)
        this.#due()
      },
      presentAt: () => this.#presentAt(),
      openTickets: () => new Set([...this.#windows].flatMap((window) => [...window.openTickets])),
    })
    this.#handlers = windowHandlers({
      ...this.#parts,
      status: () => this.status,
      now: ports.clock.now,
      onSignOut: (discard) => this.#signOut(discard),
      onTickets: () => this.#ticketsChanged(),
      onEditing: () => this.#parts.presence.onWindows(),
      onFocus: (session) => this.#onFocus(session),
      onShowNews: (session, shows) => this.#onShowNews(session, shows),
      onHello: (session, windowId) => this.#onHello(session, windowId),
    })
    this.#stopWatching = watchSleep(ports.clock, () => this.#onWake())
    this.#sweepLater()
  }

  /** Begins with what the run before has left. Resolves when that is shown; the network comes after. */
  async start(): Promise<void> {
    const user = await this.#parts.session.load()
    if (user) await this.#adoptNext(user)
    if (!this.#closed) this.#parts.connection.dispatch({ kind: 'restored', signedIn: user !== undefined })
  }

  /** A window is here. */
  attach(port: Port): void {
    const { log } = this.#ports
    const session = new WindowSession({
      port,
      view: this.#parts.view,
      handlers: this.#handlers,
      onBug: (error, call) => log.error('a call failed', { call, error: String(error) }),
      onClose: () => this.#onWindowClosed(session),
      onDue: () => this.#due(),
    })
    this.#windows.add(session)
  }

  get status(): Status {
    const { home, store } = this.#ports
    const { connection, session, feed, offset, queue, outdated } = this.#parts
    return {
      ...connection.status,
      user: session.user,
      asOf: feed.asOf === undefined ? undefined : new Date(feed.asOf).toISOString(),
      latency: feed.latency,
      clockOffset: offset.offset,
      waiting: queue.waiting,
      outdated: outdated(),
      home,
      durable: store.durable,
    }
  }

  /** Gives back all it was handed; what was not on disk yet is when it resolves. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#closed = true
    const { connection, feed, session, queue, writer } = this.#parts
    connection.close()
    feed.abandon()
    session.close()
    queue.close()
    this.#parts.presence.close()
    this.#parts.notifications.close()
    this.#parts.receipts.close()
    this.#stopWatching()
    this.#stopSweep()
    for (const window of this.#windows) window.close()
    this.#ports.http.close()
    await this.#adopting
    this.#stopTick?.()
    await writer.close(this.#parts.replica.takeChanged())
    await this.#ports.store.close()
  }

  /** Everything that changed since the last tick goes out together. */
  #due(): void {
    if (!this.#closed) this.#stopTick ??= this.#ports.clock.after(0, () => this.#tick())
  }

  #tick(): void {
    this.#stopTick = undefined
    const applied = this.#parts.replica.takeChanged()
    this.#parts.writer.rowsChanged(applied)
    this.#parts.receipts.onRows(applied)
    const byKey = new Map([...applied, ...this.#shownAnew.splice(0)].map((key) => [`${key.type}/${key.id}`, key]))
    const notifications = this.#parts.notifications.state
    const presence = [...this.#present.values()]
    this.#present.clear()
    const tick = {
      changed: [...byKey.values()],
      committedAt: this.#parts.tally.takeCommits(),
      status: this.status,
      commands: this.#states.splice(0),
      notifications,
      presence,
    }
    for (const window of this.#windows) window.tick(tick)
    this.#tellNews()
  }

  /** One shows it, and one window makes the sound (S71, S74). */
  #tellNews(): void {
    const window = this.#looked.at(-1)
    if (!window && !this.#shower) return
    const bySystem = this.#shower !== undefined
    for (const news of this.#news.splice(0)) {
      this.#shower?.sendNews({ ...news, bySystem })
      window?.sendNews({ ...news, bySystem })
    }
  }

  #onShowNews(session: WindowSession, shows: boolean): void {
    this.#looked = this.#looked.filter((each) => each !== session)
    if (shows) this.#shower = session
    else if (this.#shower === session) this.#shower = undefined
    this.#due()
  }

  #onFocus(session: WindowSession): void {
    this.#looked = [...this.#looked.filter((each) => each !== session), session]
  }

  #onUser(user: SessionUser, before: SessionUser | undefined): void {
    if (before && isSameView(user, before)) this.#due()
    else void this.#beginAs(user)
  }

  async #beginAs(user: SessionUser): Promise<void> {
    await this.#adoptNext(user)
    const { session, connection } = this.#parts
    if (!this.#closed && session.user?.id === user.id) connection.dispatch({ kind: 'signedIn' })
  }

  /** One after the other: the disk has one owner at a time. */
  #adoptNext(user: SessionUser): Promise<void> {
    const before = this.#adopting
    this.#adopting = (async () => {
      await before
      await this.#adopt(user)
    })()
    return this.#adopting
  }

  /** Makes the replica this user's: the one in memory or on disk where it is theirs, else an empty one (S34). */
  async #adopt(user: SessionUser): Promise<void> {
    const failed = (what: string) => (error: unknown) => this.#ports.log.error(what, { error: String(error) })
    if (!this.#owner || !isSameView(this.#owner, user)) {
      await this.#takeOver(user).catch(failed('the kept replica could not be read'))
      for (const window of this.#windows) window.restart()
    }
    await this.#parts.queue.load(user.id).catch(failed('the kept commands could not be read'))
  }

  async #takeOver({ id, role, technicianId }: View): Promise<void> {
    const { replica, feed, writer } = this.#parts
    replica.clear()
    feed.startOver()
    this.#forgetNotifications()
    this.#owner = { id, role, technicianId }
    const stored = await this.#ports.store.load()
    if (!stored) return
    const { meta } = stored
    if (!isSameView({ ...meta, id: meta.userId }, this.#owner)) return writer.reset()
    if (meta.contractVersion === contractVersion) return feed.restore(stored)
    this.#ports.log.info('the kept replica is of another contract', { version: meta.contractVersion })
    await writer.reset()
  }

  #onEnded(problem: string): void {
    this.#parts.queue.reset()
    this.#parts.feed.abandon()
    this.#forgetNotifications()
    this.#parts.connection.dispatch({ kind: 'signedOut', problem })
  }

  async #signOut(discard: boolean): Promise<void> {
    const { queue, connection, feed, replica, session, writer } = this.#parts
    if (discard) await queue.discard()
    else queue.reset()
    connection.dispatch({ kind: 'signedOut', problem: undefined })
    this.#owner = undefined
    feed.startOver()
    replica.clear()
    this.#forgetNotifications()
    for (const window of this.#windows) window.restart()
    await session.signOut()
    await writer.reset()
  }

  #forgetNotifications(): void {
    this.#news = []
    this.#parts.presence.clear()
    this.#parts.receipts.clear()
    this.#parts.notifications.clear()
  }

  #onHello(session: WindowSession, windowId: string): void {
    for (const other of this.#windows) if (other !== session && other.windowId === windowId) other.close()
    const stop = this.#ports.watchWindow?.(windowId, () => session.close())
    const known = { commands: this.#parts.queue.states(), presence: this.#parts.presence.all }
    session.begin(windowId, known, stop)
    if (!this.#looked.includes(session)) this.#looked.unshift(session)
  }

  #onWindowClosed(session: WindowSession): void {
    this.#windows.delete(session)
    if (this.#shower === session) this.#shower = undefined
    this.#looked = this.#looked.filter((each) => each !== session)
    if (session.openTickets.size > 0) this.#ticketsChanged()
  }

  #presentAt(): Map<string, PresenceMode> {
    const at = new Map<string, PresenceMode>()
    for (const { openTickets, editedTickets } of this.#windows) {
      for (const id of openTickets) {
        if (editedTickets.has(id)) at.set(id, 'editing')
        else if (!at.has(id)) at.set(id, 'viewing')
      }
    }
    return at
  }

  #ticketsChanged(): void {
    this.#parts.presence.onWindows()
    void this.#parts.connection.setExtras(new Set(this.#parts.topics().extras))
  }

  #onWake(): void {
    this.#ports.log.info('woken up')
    this.#parts.offset.forget()
    this.#parts.connection.dispatch({ kind: 'wake', reason: 'wake' })
    this.#parts.queue.poke()
  }

  /** By server time only: this machine's clock may be years off, and what was swept does not come again by itself (S26). */
  #sweep(): void {
    const { offset, replica } = this.#parts
    if (!this.#owner || !offset.known) return
    const serverNow = this.#ports.clock.now() + offset.offset
    for (const { type, id } of agedOut(replica, this.#owner.role, serverNow)) replica.drop(type, id)
  }

  #sweepLater(): void {
    this.#stopSweep = this.#ports.clock.after(sweepEvery, () => {
      this.#sweep()
      this.#sweepLater()
    })
  }
}

function isSameView(a: View, b: View): boolean {
  return a.id === b.id && a.role === b.role && a.technicianId === b.technicianId
}
