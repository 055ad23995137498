import { Notification as SystemNotification } from 'electron'
import { isAlarm, type Notification } from '../../../api/contract/notification.ts'
import { type NotificationState } from '../../link/messages.ts'
import { deedWords, nativeIdOf, nativeLook, pathOfNativeId, type NativeDeed, type NativeLook } from './nativeLook.ts'

export interface NativeNotificationsOptions {
  /** A window is open, and makes the sound that the user has chosen. */
  isHeard: () => boolean
  open: (path: string) => void
  read: (ids: string[]) => void
  accept: (about: Notification) => void
  /** Ends an alarm, for everybody. */
  acknowledge: (alarm: Notification) => void
  reply: (about: Notification, text: string) => void
  log: (message: string, details?: Record<string, unknown>) => void
}

interface Shown {
  native: SystemNotification
  look: NativeLook
  /** The newest first; all of them are seen to by one click. */
  items: [Notification, ...Notification[]]
}

/** Electron lets go of what nobody holds, and its clicks with it; no desk has so many. */
const mostShown = 100

/**
 * What the system shows of what is new: the one place that shows any, so an event is shown once however many windows are
 * open. One for each ticket, replaced when more happens to it, and withdrawn when it was read or seen to anywhere.
 */
export class NativeNotifications {
  readonly #options: NativeNotificationsOptions
  readonly #shown = new Map<string, Shown>()
  /** Ids of this run: the system may tell of a click twice. */
  readonly #known = new Set<string>()
  /** What macOS still shows of the run before. */
  readonly #former = new Map<string, SystemNotification>()
  /** Ids of a run before that were clicked on, until it is known what they told of. */
  readonly #clicked = new Set<string>()
  /** Undefined until it is known. */
  #unread: readonly Notification[] | undefined

  constructor(options: NativeNotificationsOptions) {
    this.#options = options
  }

  static get areSupported(): boolean {
    return SystemNotification.isSupported()
  }

  /** What the run before has left in macOS' Notification Center leads somewhere, and goes when it is read. */
  async adopt(): Promise<void> {
    for (const native of await SystemNotification.getHistory()) {
      this.#former.set(native.id, native)
      native.on('click', () => {
        this.#options.open(pathOfNativeId(native.id))
        this.onFormerClicked(native.id)
      })
    }
  }

  /** Whatever is done with it, it was seen, also where the click has started the app. */
  onFormerClicked(id: string): void {
    this.#clicked.add(id)
    this.#readClicked()
  }

  #readClicked(): void {
    if (!this.#unread) return
    const read = this.#unread.filter((each) => this.#clicked.has(nativeIdOf(each)))
    // What comes later of the same ticket is news.
    this.#clicked.clear()
    if (read.length > 0) this.#options.read(read.map(({ id }) => id))
  }

  isOfThisRun(text: string): boolean {
    return [...this.#known].some((id) => text.includes(id))
  }

  /** The tone of alarms is due again: a window makes it; without one the system does, with the notification. */
  ringAgain(alarms: readonly Notification[]): void {
    if (!this.#options.isHeard()) this.show(alarms)
  }

  /** @param items what is new, the oldest first; several of one ticket are shown as one */
  show(items: readonly Notification[]): void {
    const loud = items.filter(({ channels }) => channels.includes('toast'))
    for (const [id, group] of Map.groupBy(loud, nativeIdOf)) this.#showGroup(id, group.toReversed())
  }

  /** Withdraws what nobody has to see any more: read here or elsewhere, cleared, or handled by somebody. */
  settle({ known, items }: NotificationState): void {
    const open = known ? items.filter((each) => each.readAt === undefined || isAlarm(each)) : []
    const unread = new Set(open.map(({ id }) => id))
    for (const [id, shown] of this.#shown) {
      const [newest, ...others] = shown.items.filter((each) => unread.has(each.id))
      if (newest) shown.items = [newest, ...others]
      else this.#withdraw(id)
    }
    if (!known) return
    this.#unread = items.filter(({ readAt }) => readAt === undefined)
    this.#settleFormer(new Set(this.#unread.map(nativeIdOf)))
    this.#readClicked()
  }

  #settleFormer(unread: ReadonlySet<string>): void {
    for (const [id, native] of this.#former) {
      if (unread.has(id)) continue
      native.close()
      this.#former.delete(id)
    }
  }

  /** Said by the app itself. */
  say(title: string, body: string, path?: string): void {
    const native = new SystemNotification({ title, body })
    native.on('click', () => path !== undefined && this.#options.open(path))
    native.show()
  }

  #showGroup(id: string, group: readonly Notification[]): void {
    const before = this.#shown.get(id)
    const kept = before?.items.filter(({ id: old }) => group.every((each) => each.id !== old)) ?? []
    const [newest, ...others] = [...group, ...kept]
    if (!newest) return
    const items: Shown['items'] = [newest, ...others]
    this.#withdraw(id)
    const look = nativeLook(items)
    const native = this.#make(id, look, newest.channels.includes('sound'))
    this.#shown.set(id, { native, look, items })
    this.#known.add(id)
    const [oldest] = this.#shown.keys()
    if (this.#shown.size > mostShown && oldest !== undefined) this.#withdraw(oldest)
    native.show()
  }

  #make(id: string, look: NativeLook, isLoud: boolean): SystemNotification {
    const { title, body, deeds, canReply, isUrgent } = look
    const native = new SystemNotification({
      id,
      title,
      body,
      silent: !isLoud || this.#options.isHeard(),
      urgency: isUrgent ? 'critical' : 'normal',
      actions: deeds.map((deed) => ({ type: 'button', text: deedWords[deed] })),
      ...(canReply && { hasReply: true, replyPlaceholder: 'Comment' }),
    })
    native.on('click', () => this.#done(id, () => this.#options.open(look.path)))
    native.on('action', ({ actionIndex }) => this.#done(id, (items) => this.#act(deeds[actionIndex], items)))
    native.on('reply', ({ reply }) => this.#done(id, ([newest]) => this.#options.reply(newest, reply)))
    native.on('failed', (_event, error) => this.#options.log('the system did not show a notification', { error }))
    return native
  }

  #act(deed: NativeDeed | undefined, items: Shown['items']): void {
    if (deed === 'accept') this.#options.accept(items[0])
    const alarm = items.find(isAlarm)
    if (deed === 'acknowledge' && alarm) this.#options.acknowledge(alarm)
  }

  /** Whatever was done with it, it was seen. */
  #done(id: string, how: (items: Shown['items']) => void): void {
    const shown = this.#shown.get(id)
    if (!shown) return
    this.#withdraw(id)
    how(shown.items)
    this.#options.read(shown.items.map((each) => each.id))
  }

  #withdraw(id: string): void {
    this.#shown.get(id)?.native.close()
    this.#shown.delete(id)
  }
}
