import {
  isAlarm,
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

/** What the user's preferences say of now. */
type Quiet = Pick<NotificationState, 'mutedUntil' | 'offDuty'>

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
  /**
   * Pushed before the first list came: news though nothing was known before. Not told by the clock: it is known to a second
   * at the start, and what the run before had shown in its last second was shown again.
   */
  readonly #early = new Set<string>()
  #quiet: Quiet = {}

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
    this.#early.clear()
    this.#quiet = {}
    this.#set(nothing)
  }

  /** A message of `notifications/<user>`: applied where it follows on what is held (S70). */
  receive(payload: string): void {
    const message = readNotificationMessage(payload)
    if (!message) return void this.refresh(true)
    if (!this.#state.known) for (const { id } of message.items.slice(0, atHand)) this.#early.add(id)
    if (this.#revision !== undefined && message.revision <= this.#revision) return
    if (message.quiet) this.noteQuiet(message.quiet)
    if (message.previous === null || message.previous !== this.#revision) return void this.refresh(true)
    this.#apply(message)
  }

  /** Asks for the list: after connecting, and where something was missed. What cannot be had is asked for again (S76). */
  async refresh(isConnected = false): Promise<void> {
    const fetch = ++this.#fetch
    this.#stopRetry?.()
    try {
      const page = await this.#fetchPage()
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

  /** The latest; and alarms that go on however much has come since, or they would fall silent. */
  async #fetchPage(): Promise<NotificationPage | undefined> {
    const get = async (query: string): Promise<NotificationPage | undefined> => {
      const answer = await this.#options.api({ method: 'GET', path: `/notifications?limit=${atHand}${query}` })
      return readNotificationPage(await readJson(answer))
    }
    const page = await get('')
    if (page?.nextCursor === undefined) return page
    const alarms = (await get('&kind=alarm'))?.items ?? []
    const held = new Set(page.items.map(({ id }) => id))
    return { ...page, items: [...page.items, ...alarms.filter(({ id }) => !held.has(id))] }
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
    this.#bell.hush(this.#state.items.filter((each) => isAlarm(each) && each.ticket?.id === ticketId))
    this.#set(this.#state)
  }

  /** What the user's preferences say, as soon as they are known or changed (S75). */
  noteQuiet(quiet: Quiet): void {
    const { mutedUntil, offDuty } = this.#quiet
    if (quiet.mutedUntil === mutedUntil && quiet.offDuty === offDuty) return
    this.#quiet = quiet
    this.#set(this.#state)
  }

  #foresee(step: 'read' | 'clear', chosen: ChosenNotifications): void {
    const isMeant = ({ id }: Notification): boolean => !('ids' in chosen) || chosen.ids.includes(id)
    const { items, unread } = this.#state
    const readAt = new Date(this.#options.now()).toISOString()
    const next =
      step === 'clear'
        ? items.filter((each) => isAlarm(each) || !isMeant(each))
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
    if (news.length === 0 || !isNew) return
    const loud = news.filter(isLoud)
    // One that goes on is never summed up (S78).
    const alarms = loud.filter(isAlarm)
    if (first) {
      const early = loud.filter((each) => !isAlarm(each) && this.#early.has(each.id))
      this.#options.onNews({ items: [...early, ...alarms], missed: unread, first })
      this.#early.clear()
    } else if (loud.length === 0) return
    else if (news.length === 1 || (isConnected && news.every((each) => this.#isOfNow(each)))) {
      this.#options.onNews({ items: loud, missed: 0, first })
    } else {
      const missed = Math.max(news.length, unread - before) - alarms.length
      this.#options.onNews({ items: alarms, missed, first })
    }
  }

  #remember(each: Notification): void {
    this.#shown.add(newsKey(each))
    const [oldest] = this.#shown
    if (this.#shown.size > mostShown && oldest !== undefined) this.#shown.delete(oldest)
  }

  #set({ known, unread, items }: NotificationState): void {
    const kept = items.filter((each) => !this.#bell.isHushed(each))
    const hushed = unreadIn(items) - unreadIn(kept)
    const sorted = kept.toSorted(inOrder).slice(0, atHand)
    this.#bell.follow(sorted)
    this.#state = {
      known,
      unread: Math.max(0, unread - hushed),
      items: sorted,
      ...this.#quiet,
    }
    this.#options.onChange()
  }
}

const unreadIn = (items: readonly Notification[]): number => items.filter(({ readAt }) => readAt === undefined).length

const isLoud = ({ channels }: Notification): boolean => channels.includes('toast')

/** As the server lists them: unread first, then the newest; before all of them what still rings. */
function inOrder(a: Notification, b: Notification): number {
  const ringing = Number(isAlarm(b)) - Number(isAlarm(a))
  if (ringing !== 0) return ringing
  const unread = Number(a.readAt !== undefined) - Number(b.readAt !== undefined)
  return unread || b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)
}
