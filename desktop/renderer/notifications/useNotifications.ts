import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { isAlarm, type ChosenNotifications, type Notification } from '../../../api/contract/notification.ts'
import {
  defaultNotificationPreferences,
  type NotificationPreferences,
} from '../../../api/contract/notificationPreferences.ts'
import { type NewsToShow, type NotificationState } from '../../link/messages.ts'
import { useCommands } from '../commands/useCommands.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'
import { useStatus } from '../replica/useStatus.ts'
import { playSound } from './sounds.ts'
import { addSummary, addToToasts, lifeOf, loudestOf, withoutSettled, type Toast } from './toasts.ts'

/** Up to when this browser has shown each person's notifications: what is newer after a restart was missed. */
const seenKey = (userId: string): string => `signalbox.notifications.${userId}`

/** The user's notifications as the sync client has them, and what of them this window shows just now. */
export const useNotifications = defineStore('notifications', () => {
  const link = useLink()
  const status = useStatus()
  const commands = useCommands()
  const state = shallowRef<NotificationState>({ known: false, unread: 0, items: [] })
  const toasts = shallowRef<readonly Toast[]>([])
  const preferences = shallowRef<NotificationPreferences>()
  /** Why the last thing that was asked for did not work, and what that was. */
  const problem = shallowRef<string>()
  let failed: (() => Promise<void>) | undefined
  const isOpen = shallowRef(false)

  function apply(next: NotificationState): void {
    state.value = next
    const open = new Set(next.items.filter((each) => each.readAt === undefined || isAlarm(each)).map(({ id }) => id))
    toasts.value = withoutSettled(toasts.value, (id) => open.has(id))
    if (!next.known) preferences.value = undefined
    else if (preferences.value) {
      // Muted or off duty elsewhere, as in the tray: what is saved here next must not take that back.
      const { mutedUntil: _, offDuty: __, ...others } = preferences.value
      preferences.value = {
        ...others,
        ...(next.mutedUntil !== undefined && { mutedUntil: next.mutedUntil }),
        ...(next.offDuty === true && { offDuty: true }),
      }
    }
  }

  function show(news: NewsToShow): void {
    if (news.again) return void sound(news.items)
    const missed = news.first ? missedSince(readSeen()) - news.items.length : news.missed
    if (missed > 0) toasts.value = addSummary(toasts.value, missed, Date.now())
    // Banners of the system go by themselves; an alarm stays until it is acknowledged (S78).
    const shown = news.bySystem ? news.items.filter(isAlarm) : news.items
    toasts.value = addToToasts(toasts.value, shown, Date.now())
    writeSeen()
    void sound(news.items)
  }

  async function sound(items: readonly Notification[]): Promise<void> {
    const loudest = loudestOf(items.filter(({ channels }) => channels.includes('sound')))
    if (!loudest) return
    const { volume } = await load().catch(() => defaultNotificationPreferences)
    await playSound(isAlarm(loudest) ? 'alarm' : loudest.severity, volume).catch(() => {})
  }

  function missedSince(seen: string | undefined): number {
    if (seen === undefined) return 0
    return state.value.items.filter(({ readAt, createdAt }) => readAt === undefined && createdAt > seen).length
  }

  function readSeen(): string | undefined {
    try {
      return localStorage.getItem(seenKey(status.user?.id ?? '')) ?? undefined
    } catch {
      return undefined
    }
  }

  function writeSeen(): void {
    const newest = state.value.items.map(({ createdAt }) => createdAt).toSorted()
    try {
      localStorage.setItem(seenKey(status.user?.id ?? ''), newest.at(-1) ?? new Date().toISOString())
    } catch {
      // Storage is off or full: after a restart there is no summary.
    }
  }

  async function attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what()
      problem.value = undefined
      failed = undefined
    } catch (error) {
      problem.value = sentenceOf(error)
      failed = what
    }
  }

  /** What did not work, once more. */
  async function retry(): Promise<void> {
    if (failed) await attempt(failed)
  }

  const read = (chosen: ChosenNotifications): Promise<void> => attempt(() => link.call('readNotifications', chosen))
  const clear = (chosen: ChosenNotifications): Promise<void> => attempt(() => link.call('clearNotifications', chosen))

  function dismiss(toast: Toast): void {
    toasts.value = toasts.value.filter(({ id }) => id !== toast.id)
  }

  /** Takes away what was shown long enough. */
  function expire(now: number): void {
    if (toasts.value.some((toast) => now - toast.lastAt > lifeOf(toast)))
      toasts.value = toasts.value.filter((toast) => now - toast.lastAt <= lifeOf(toast))
  }

  /** @throws {Refused} while the server cannot be asked. */
  async function load(): Promise<NotificationPreferences> {
    preferences.value ??= await link.call('notificationPreferences')
    return preferences.value
  }

  function save(next: NotificationPreferences): Promise<void> {
    return attempt(async () => {
      const before = preferences.value
      preferences.value = next
      await link.call('saveNotificationPreferences', next).catch((error: unknown) => {
        preferences.value = before
        throw error
      })
    })
  }

  function setOffDuty(offDuty: boolean): Promise<void> {
    return attempt(() => link.call('setOffDuty', { offDuty }))
  }

  /** Ends the alarm for everybody. What became of it is told beside the ticket, as of any command. */
  function acknowledge(ticketId: string): void {
    void commands.send({ name: 'ticket.acknowledge', target: ticketId, input: {} })
  }

  const items = computed(() => state.value.items)
  /** Those that go on, the newest first. */
  const alarms = computed(() => items.value.filter(isAlarm).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)))
  /** Before that, no item means nothing. */
  const known = computed(() => state.value.known)
  const unread = computed(() => state.value.unread)
  /** Ms since 1970; 0 where nothing is muted. */
  const mutedUntil = computed(() => Date.parse(state.value.mutedUntil ?? '') || 0)
  /** Undefined for technicians, and until it is known. */
  const offDuty = computed(() => state.value.offDuty)
  return {
    state,
    known,
    items,
    alarms,
    unread,
    mutedUntil,
    toasts,
    preferences,
    problem,
    isOpen,
    apply,
    show,
    read,
    clear,
    acknowledge,
    setOffDuty,
    offDuty,
    retry,
    dismiss,
    expire,
    load,
    save,
  }
})
