import { type Component } from 'vue'
import IconAlarm from '~icons/lucide/siren'
import IconArrived from '~icons/lucide/package-check'
import IconAssigned from '~icons/lucide/user-check'
import IconClaimed from '~icons/lucide/hand'
import IconComment from '~icons/lucide/message-square'
import IconCompleted from '~icons/lucide/circle-check'
import IconCreated from '~icons/lucide/ticket-plus'
import IconDeclined from '~icons/lucide/user-x'
import IconDeleted from '~icons/lucide/trash'
import IconException from '~icons/lucide/package-x'
import IconMention from '~icons/lucide/at-sign'
import IconNotAccepted from '~icons/lucide/hourglass'
import IconNotDelivered from '~icons/lucide/send'
import IconBreached from '~icons/lucide/clock-alert'
import IconDue from '~icons/lucide/clock'
import IconReleased from '~icons/lucide/user-minus'
import IconRunningOver from '~icons/lucide/timer-off'
import IconSite from '~icons/lucide/map-pin-plus'
import IconStatus from '~icons/lucide/circle-dot'
import IconTime from '~icons/lucide/timer'
import IconUnreachable from '~icons/lucide/wifi-off'
import { notificationSentence, type Notification, type NotificationKind } from '../../../api/contract/notification.ts'
import { plainLine } from '../../../api/contract/plainLine.ts'
import { ticketPath } from '../ticket/ticketPath.ts'
import { counted, sentence } from '../ui/words.ts'
import { loudestOf, type Toast } from './toasts.ts'

export const kindIcons: Record<NotificationKind, Component> = {
  ticket_created: IconCreated,
  comment: IconComment,
  mention: IconMention,
  time_entry: IconTime,
  assigned: IconAssigned,
  claimed: IconClaimed,
  completed: IconCompleted,
  site_added: IconSite,
  parts_delivered: IconArrived,
  released: IconReleased,
  declined: IconDeclined,
  status: IconStatus,
  deleted: IconDeleted,
  not_delivered: IconNotDelivered,
  not_accepted: IconNotAccepted,
  running_over: IconRunningOver,
  sla_warning: IconDue,
  sla_breached: IconBreached,
  delivery_exception: IconException,
  unreachable: IconUnreachable,
  alarm: IconAlarm,
}

/** Details that are codes of the contract rather than somebody's words. */
const coded = new Set<NotificationKind>(['status', 'completed', 'delivery_exception', 'parts_delivered'])

/** Under the sentence: what was said, or which ticket it is and where. */
export function detailOf({ kind, detail, ticket, site }: Notification): string {
  // Who cannot be reached is in the sentence already.
  const said =
    detail === undefined || kind === 'unreachable' ? undefined : coded.has(kind) ? sentence(detail) : plainLine(detail)
  const place = [ticket?.title, site?.name]
    .filter((part) => part !== undefined)
    .map(plainLine)
    .join(', ')
  return [said, place].filter((part) => part !== undefined && part !== '').join(' · ')
}

/** Where a click on it leads; undefined where there is nothing to go to. */
export function pathOf({ kind, ticket }: Notification): string | undefined {
  return ticket && kind !== 'deleted' ? ticketPath(ticket) : undefined
}

const groupWords: Partial<Record<NotificationKind, string>> = {
  ticket_created: 'new ticket',
  comment: 'comment',
  mention: 'mention',
  time_entry: 'time entry',
  site_added: 'new site',
  delivery_exception: 'delivery problem',
  sla_warning: 'SLA warning',
  sla_breached: 'SLA breach',
  alarm: 'alarm',
}

/** The head of a toast: one sentence, or how many there are of what. */
export function toastTitle({ items, missed }: Toast): string {
  if (missed > 0) return `${counted(missed, 'notification')} while you were away`
  const loudest = loudestOf(items)
  if (!loudest) return ''
  if (items.length === 1) return notificationSentence(loudest)
  const words = groupWords[loudest.kind] ?? 'notification'
  return counted(items.length, words, words === 'time entry' ? 'time entries' : undefined)
}
