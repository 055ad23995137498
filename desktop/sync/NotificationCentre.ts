import {
  type ChosenNotifications,
  type Notification,
  type NotificationMessage,
  type NotificationPage,
} from '../../api/contract/notification.ts'
import { type NotificationNews, type NotificationState } from '../link/messages.ts'
import { AlarmBell, newsKey } from './AlarmBell.ts'
import { type Api } from './api.ts'
import { backoff } from './backoff.ts'
import { Passing, problemOf } from './Passing.ts'
import { type Clock, type Log } from './ports.ts'
import { readNotificationMessage, readNotificationPage } from './notificationMessages.ts'
import { readJson } from './serverCall.ts'

/** So many are at hand in every window; the rest is asked for. */
export const atHand = 50
/** Ids that were shown: more than come in a day that anybody could read. */
const mostShown = 5_000
/** What is not older than this when it is fetched is shown as if it had been pushed. */
const momentary = 10_000

export interface NotificationCentreOptions {
  api: Api
  log: Log
  clock: Clock
  /** Server time, ms. */
  now: () => number
  /** The list or the count is different. */
  onChange: () => void
  /** To be shown and heard, once. */
  onNews: (news: NotificationNews) => void
}

const nothing: NotificationState = { known: false, unread: 0, items: [] }

/** The user's own notifications as the server has them: pushed with a revision, fetched where one was missed. */
export class NotificationCentre {
  readonly #options: NotificationCentreOptions
  readonly #shown = new Set<string>()
  readonly #bell: AlarmBell
  #state = nothing
  #revision: number | undefined
  /** The server has more than these. */
  #hasMore = false
  #fetch = 0
  #failures = 0
  #stopRetry: (() => void) | undefined
  /** When the first list was asked for, server time: what is newer is news though nothing was known before. */
  #beganAt: number | undefined
  #mutedUntil: string | undefined

  constructor(options: NotificationCentreOptions) {
    this.#options = options
    const { clock, onNews } = options
    this.#bell = new AlarmBell({ clock, onRing: (items) => onNews({ items, missed: 0, first: false, again: true }) })
  }

  get state(): NotificationState {
    return this.#state
  }

  /** Asks for nothing more. */
  close(): void {
    this.#fetch++
    this.#stopRetry?.()
    this.#bell.clear()
  }

  /** Another user, or nobody. */
  clear(): void {
    this.close()
    this.#shown.clear()
    this.#revision = undefined
    this.#beganAt = undefined
    this.#mutedUntil = undefined
    this.#set(nothing)
  }

  /** A message of `notifications/<user>`: applied where it follows on what is held (S70). */
  receive(payload: string): void {
    const message = readNotificationMessage(payload)
    if (!message) return void this.refresh(true)
    if (this.#revision !== undefined && message.revision <= this.#revision) return
    if (message.previous === null || message.previous !== this.#revision) return void this.refresh(true)
    this.#apply(message)
  }

  /** Asks for the list: after connecting, and where something was missed. What cannot be had is asked for again (S76). */
  async refresh(isConnected = false): Promise<void> {
    const fetch = ++this.#fetch
    this.#stopRetry?.()
    this.#beganAt ??= this.#options.now()
    try {
      const answer = await this.#options.api({ method: 'GET', path: `/notifications?limit=${atHand}` })
      const page = readNotificationPage(await readJson(answer))
      if (fetch !== this.#fetch) return
      this.#failures = 0
      if (!page) return
      if (this.#revision !== undefined && page.revision < this.#revision) return
      this.#replace(page, isConnected)
    } catch (error) {
      this.#options.log.info('notifications could not be fetched', { reason: problemOf(error) })
      if (fetch !== this.#fetch || !(error instanceof Passing)) return
      const { clock } = this.#options
      this.#stopRetry = clock.after(backoff(this.#failures++, clock.random()), () => void this.refresh(isConnected))
    }
  }

  /**
   * Shows at once what it is to become; where the server does not take it, the list is fetched anew (S73).
   * @throws {Refused | Passing} as the server says.
   */
  async choose(step: 'read' | 'clear', chosen: ChosenNotifications): Promise<void> {
    this.#foresee(step, chosen)
    try {
      const headers = { 'content-type': 'application/json' }
      await this.#options.api({ method: 'POST', path: `/notifications/${step}`, headers, body: JSON.stringify(chosen) })
    } catch (error) {
      this.#revision = undefined
      void this.refresh()
      throw error
    }
  }

  /** The user acknowledges the alarm of this ticket: it is gone here at once, whenever the server hears of it (S79). */
  acknowledge(ticketId: string): void {
    this.#bell.hush(this.#state.items.filter(({ kind, ticket }) => kind === 'alarm' && ticket?.id === ticketId))
    this.#set(this.#state)
  }

  /** What the user's preferences say, as soon as they are known or changed (S75). */
  noteMute(until: string | undefined): void {
    if (until === this.#mutedUntil) return
    this.#mutedUntil = until
    this.#set(this.#state)
  }

  #foresee(step: 'read' | 'clear', chosen: ChosenNotifications): void {
    const isMeant = ({ id }: Notification): boolean => !('ids' in chosen) || chosen.ids.includes(id)
    const { items, unread } = this.#state
    const readAt = new Date(this.#options.now()).toISOString()
    const next =
      step === 'clear'
        ? items.filter((each) => each.kind === 'alarm' || !isMeant(each))
        : items.map((each) => (isMeant(each) && each.readAt === undefined ? { ...each, readAt } : each))
    const left = unreadIn(next)
    this.#set({
      known: true,
      unread: 'ids' in chosen ? Math.max(0, unread - unreadIn(items) + left) : left,
      items: next,
    })
  }

  #apply({ revision, unread, items, gone }: NotificationMessage): void {
    const byId = new Map(this.#state.items.map((each) => [each.id, each]))
    for (const id of gone) byId.delete(id)
    for (const each of items) byId.set(each.id, each)
    this.#revision = revision
    const news = items.filter((each) => this.#isNews(each))
    this.#set({ known: true, unread, items: [...byId.values()] })
    for (const each of items) this.#remember(each)
    const loud = news.filter(isLoud)
    if (loud.length > 0) this.#options.onNews({ items: loud, missed: 0, first: false })
    if (gone.length > 0 && this.#hasMore && this.#state.items.length < atHand) void this.refresh()
  }

  #isNews(each: Notification): boolean {
    return each.readAt === undefined && !this.#shown.has(newsKey(each)) && !this.#bell.isHushed(each)
  }

  #isFresh({ createdAt, channels }: Notification): boolean {
    return this.#beganAt !== undefined && Date.parse(createdAt) > this.#beganAt && channels.includes('toast')
  }

  /** A gap of some seconds on a connection that stands is no absence. */
  #isOfNow({ createdAt }: Notification): boolean {
    return this.#options.now() - Date.parse(createdAt) < momentary
  }

  /** What came while nobody listened is one summary, not a storm (S72). */
  #replace({ items, unread, revision, nextCursor }: NotificationPage, isConnected: boolean): void {
    const first = !this.#state.known
    const before = this.#state.unread
    const isNew = revision !== this.#revision
    const news = items.filter((each) => this.#isNews(each))
    this.#revision = revision
    this.#hasMore = nextCursor !== undefined
    this.#set({ known: true, unread, items })
    for (const each of items) this.#remember(each)
    if (!isNew) return
    // An alarm that goes on is never summed up (S78).
    const alarms = news.filter((each) => each.kind === 'alarm' && isLoud(each))
    const others = news.filter(({ kind }) => kind !== 'alarm')
    if (others.length === 0 && alarms.length === 0) return
    const told = this.#toldOf(others, { first, isConnected, missed: first ? unread : unread - before - alarms.length })
    this.#options.onNews({ items: [...told.items, ...alarms], missed: told.missed, first })
  }

  #toldOf(
    news: readonly Notification[],
    { first, isConnected, missed }: { first: boolean; isConnected: boolean; missed: number },
  ): Pick<NotificationNews, 'items' | 'missed'> {
    if (first) return { items: news.filter((each) => this.#isFresh(each)), missed }
    if (isConnected && news.every((each) => this.#isOfNow(each))) return { items: news.filter(isLoud), missed: 0 }
    if (news.length === 1) return { items: [...news], missed: 0 }
    return { items: [], missed: news.length === 0 ? 0 : Math.max(news.length, missed) }
  }

  #remember(each: Notification): void {
    this.#shown.add(newsKey(each))
    const [oldest] = this.#shown
    if (this.#shown.size > mostShown && oldest !== undefined) this.#shown.delete(oldest)
  }

  #set({ known, unread, items }: NotificationState): void {
    const mutedUntil = this.#mutedUntil
    const kept = items.filter((each) => !this.#bell.isHushed(each))
    const hushed = unreadIn(items) - unreadIn(kept)
    const sorted = kept.toSorted(inOrder).slice(0, atHand)
    this.#bell.follow(sorted)
    this.#state = {
      known,
      unread: Math.max(0, unread - hushed),
      items: sorted,
      ...(mutedUntil !== undefined && { mutedUntil }),
    }
    this.#options.onChange()
  }
}

const unreadIn = (items: readonly Notification[]): number => items.filter(({ readAt }) => readAt === undefined).length

const isLoud = ({ channels }: Notification): boolean => channels.includes('toast')

/** As the server lists them: unread first, then the newest. */
function inOrder(a: Notification, b: Notification): number {
  const unread = Number(a.readAt !== undefined) - Number(b.readAt !== undefined)
  return unread || b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)
}
