import { plainLine } from '../../../api/contract/plainLine.ts'
import { notificationSentence, type Notification, type NotificationKind } from '../../../api/contract/notification.ts'

/** What can be done right in a notification, besides opening it. */
export type NativeDeed = 'accept' | 'acknowledge'
export const deedWords: Record<NativeDeed, string> = { accept: 'Accept', acknowledge: 'Acknowledge' }

/** How a notification of the system looks: one for a ticket, whatever has happened to it meanwhile. */
export interface NativeLook {
  title: string
  body: string
  deeds: readonly NativeDeed[]
  canReply: boolean
  isUrgent: boolean
  /** Where a click leads. */
  path: string
}

/** Details that are codes of the contract rather than somebody's words. */
const coded = new Set<NotificationKind>(['status', 'completed', 'delivery_exception', 'parts_delivered'])
const answerable = new Set<NotificationKind>(['comment', 'mention'])
/** A notification of the system is some lines; the rest is in the ticket. */
const longestDetail = 240

/** @param items the newest first, all of one ticket or one group */
export function nativeLook([newest, ...others]: readonly [Notification, ...Notification[]]): NativeLook {
  const more = others.length === 0 ? [] : [`and ${others.length} more ${newest.ticket ? 'on it' : 'like it'}`]
  return {
    title: plainLine(notificationSentence(newest)),
    body: [detailOf(newest), placeOf(newest), ...more]
      .map(plainLine)
      .filter((line) => line !== '')
      .join('\n'),
    deeds: isForMe(newest) ? ['accept', 'acknowledge'] : ['acknowledge'],
    canReply: newest.ticket !== undefined && answerable.has(newest.kind),
    isUrgent: newest.severity === 'error' || newest.priority === 'P1',
    path: pathOf(newest),
  }
}

/** What belongs together, and takes the place of what was shown of it before. By it the system names a click after a restart. */
export function nativeIdOf({ ticket, groupKey }: Notification): string {
  return ticket ? `ticket-${ticket.number}` : groupKey
}

const ticketId = /ticket-(\d{1,9})(?!\d)/

/** The id of a notification of a former run in what the system says of it. */
export function nativeIdIn(text: string): string {
  return ticketId.exec(text)?.[0] ?? text
}

/** Where a notification of a former run leads, of which only its id is known. */
export function pathOfNativeId(text: string): string {
  const number = ticketId.exec(text)?.[1]
  return number === undefined ? '/notifications' : `/ticket/${number}`
}

function isForMe({ kind, ticket }: Notification): boolean {
  return kind === 'assigned' && ticket !== undefined
}

function detailOf({ kind, detail = '' }: Notification): string {
  const text = coded.has(kind) ? sentence(detail) : detail
  return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text
}

function sentence(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function placeOf({ ticket, site }: Notification): string {
  return [ticket?.title, site?.name].filter((part) => part !== undefined).join(', ')
}

function pathOf({ kind, ticket }: Notification): string {
  return ticket && kind !== 'deleted' ? `/ticket/${ticket.number}` : '/notifications'
}
