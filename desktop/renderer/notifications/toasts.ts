import { isAlarm, urgencyOf, type Notification } from '../../../api/contract/notification.ts'

/** Some notifications of one group that came close together, or the summary of what was missed. */
export interface Toast {
  id: string
  groupKey: string
  items: Notification[]
  /** So many came while nobody listened; 0 for what came now. */
  missed: number
  lastAt: number
}

/** What comes within this of the one before belongs to the same burst. */
const burst = 10_000
/** More would cover the work; the rest is in the centre. */
export const mostToasts = 3

const hasAlarm = ({ items }: Toast): boolean => items.some(isAlarm)

export function addToToasts(toasts: readonly Toast[], items: readonly Notification[], now: number): Toast[] {
  const next = [...toasts]
  for (const item of items) {
    const at = next.findIndex((toast) => belongs(item, toast, now))
    const old = next[at]
    const others = old?.items.filter(({ id }) => id !== item.id) ?? []
    if (old) next.splice(at, 1, { ...old, items: [item, ...others], lastAt: now })
    else next.push({ id: item.id, groupKey: item.groupKey, items: [item], missed: 0, lastAt: now })
  }
  return atMost(next)
}

/** An alarm that has become louder is the toast that it was. */
function belongs({ id, groupKey }: Notification, toast: Toast, now: number): boolean {
  return toast.items.some((each) => each.id === id) || (toast.groupKey === groupKey && now - toast.lastAt < burst)
}

/** The newest; an alarm stays before all that is only news. */
function atMost(toasts: readonly Toast[]): Toast[] {
  const alarms = toasts.filter(hasAlarm).slice(-mostToasts)
  const room = mostToasts - alarms.length
  const news = room === 0 ? [] : toasts.filter((toast) => !hasAlarm(toast)).slice(-room)
  return toasts.filter((toast) => alarms.includes(toast) || news.includes(toast))
}

/** One for all of an absence: what is found later of it is added to the summary that is still there. */
export function addSummary(toasts: readonly Toast[], missed: number, now: number): Toast[] {
  const others = toasts.filter((toast) => toast.missed === 0)
  const before = toasts.find((toast) => toast.missed > 0)
  const all = missed + (before?.missed ?? 0)
  return atMost([
    ...others,
    { id: before?.id ?? `missed-${now}`, groupKey: 'missed', items: [], missed: all, lastAt: now },
  ])
}

/** What was read elsewhere, or seen to by somebody, need not be shown any longer. */
export function withoutSettled(toasts: readonly Toast[], isUnread: (id: string) => boolean): Toast[] {
  return toasts.flatMap((toast) => {
    if (toast.missed > 0) return [toast]
    const items = toast.items.filter(({ id }) => isUnread(id))
    return items.length === toast.items.length ? [toast] : items.length > 0 ? [{ ...toast, items }] : []
  })
}

/** The one that the toast looks and sounds like. */
export function loudestOf(items: readonly Notification[]): Notification | undefined {
  return items.toSorted((a, b) => urgencyOf(b) - urgencyOf(a))[0]
}

/** What is wrong stays longer than what is well, and an alarm until somebody has acknowledged it. */
export function lifeOf(toast: Toast): number {
  if (hasAlarm(toast)) return Infinity
  const severity = loudestOf(toast.items)?.severity
  if (severity === 'error') return 20_000
  return severity === 'warning' ? 12_000 : 7_000
}
