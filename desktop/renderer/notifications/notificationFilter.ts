import { notificationSentence, type Notification, type NotificationKind } from '../../../api/contract/notification.ts'
import { type Priority } from '../../../api/contract/ticket.ts'

/** What of the centre is to be shown; what is undefined narrows nothing. */
export interface NotificationFilter {
  kind?: NotificationKind | undefined
  priority?: Priority | undefined
  siteId?: string | undefined
}

export function fitsFilter({ kind, priority, site }: Notification, filter: NotificationFilter): boolean {
  return (
    (filter.kind === undefined || filter.kind === kind) &&
    (filter.priority === undefined || filter.priority === priority) &&
    (filter.siteId === undefined || filter.siteId === site?.id)
  )
}

/** As one searches what is at hand; the server searches the rest. */
export function hasWords(notification: Notification, words: string): boolean {
  const { ticket, site, detail } = notification
  const text = [notificationSentence(notification), ticket?.title, site?.name, detail].join(' ').toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

export function isFiltered(filter: NotificationFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined)
}

/** Sites that some notification is about, by name. */
export function sitesOf(items: readonly Notification[]): { id: string; name: string }[] {
  const byId = new Map(items.flatMap(({ site }) => (site ? [[site.id, site] as const] : [])))
  return [...byId.values()].toSorted((a, b) => a.name.localeCompare(b.name))
}
