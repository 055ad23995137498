import { createAnswerer, type Answerer, type Handlers } from '../link/answerer.ts'
import {
  type CommandState,
  type NewsToShow,
  type NotificationState,
  type PresenceAt,
  type Status,
} from '../link/messages.ts'
import { type Port } from '../link/port.ts'
import { type RowKey } from './Replica.ts'
import { type RowView } from './RowView.ts'
import { WindowRows } from './WindowRows.ts'

/** What one tick has to say to every window. */
export interface Tick {
  changed: readonly RowKey[]
  /** When those of them that were pushed had been committed. */
  committedAt: number[]
  status: Status
  commands: readonly CommandState[]
  notifications: NotificationState
  presence: PresenceAt[]
}

export interface WindowSessionOptions {
  port: Port
  view: RowView
  /** The calls that are the same for every window, given who calls. */
  handlers: (session: WindowSession) => Omit<Handlers, 'watch' | 'unwatch'>
  onBug: (error: unknown, call: string) => void
  onClose: () => void
  /** It has something to say at the next tick. */
  onDue: () => void
}

/** One window: answers its calls, and tells it once a tick what changed of what it watches. */
export class WindowSession {
  readonly #answerer: Answerer
  readonly #rows: WindowRows
  readonly #onDue: () => void
  #commands: CommandState[] | undefined
  #lastStatus = ''
  #lastNotifications: NotificationState | undefined
  #presence: PresenceAt[] | undefined
  #stopWatching: (() => void) | undefined
  /** Given by `hello`; nothing is sent before. */
  windowId: string | undefined
  readonly openTickets = new Set<string>()
  /** Those of them on which something is typed and not saved. */
  readonly editedTickets = new Set<string>()

  constructor({ port, view, handlers, onBug, onClose, onDue }: WindowSessionOptions) {
    this.#rows = new WindowRows(view)
    this.#onDue = onDue
    const own = {
      watch: ({ types }: { types: Parameters<WindowRows['watch']>[0] }) => {
        this.#rows.watch(types)
        onDue()
      },
      unwatch: ({ types }: { types: Parameters<WindowRows['unwatch']>[0] }) => this.#rows.unwatch(types),
    }
    this.#answerer = createAnswerer(port, { ...handlers(this), ...own }, onBug)
    this.#answerer.onClose(() => {
      this.#stopWatching?.()
      onClose()
    })
  }

  /** The window has said who it is: from here on it is told things, beginning with all its commands. */
  begin(
    windowId: string,
    { commands, presence }: { commands: CommandState[]; presence: PresenceAt[] },
    stopWatching: (() => void) | undefined,
  ): void {
    this.#presence = presence
    this.windowId = windowId
    this.#stopWatching = stopWatching
    this.#commands = commands
    this.#onDue()
  }

  /** Another user: what it holds is not theirs. */
  restart(): void {
    this.#rows.restart()
    this.#onDue()
  }

  tick({ changed, committedAt, status, commands, notifications, presence }: Tick): void {
    if (this.windowId === undefined) return
    const batch = this.#rows.next(changed)
    if (batch) this.#answerer.send('rows', committedAt.length > 0 ? { ...batch, committedAt } : batch)
    const states = [...(this.#commands ?? []), ...commands]
    this.#commands = undefined
    if (states.length > 0) this.#answerer.send('commands', states)
    const text = JSON.stringify(status)
    if (text !== this.#lastStatus) this.#answerer.send('status', status)
    this.#lastStatus = text
    if (notifications !== this.#lastNotifications) this.#answerer.send('notifications', notifications)
    this.#lastNotifications = notifications
    const people = this.#presence ?? presence
    this.#presence = undefined
    if (people.length > 0) this.#answerer.send('presence', people)
    if (this.#rows.loading) this.#onDue()
  }

  sendNews(news: NewsToShow): void {
    this.#answerer.send('news', news)
  }

  close(): void {
    this.#answerer.close()
  }
}
