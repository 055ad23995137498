import {
  channels,
  kindNames,
  severities,
  type Channel,
  type Notification,
  type NotificationMessage,
  type NotificationPage,
} from '../../api/contract/notification.ts'
import { isRecord } from '../link/wire.ts'
import { isIdText } from './serverMessages.ts'

/** The border for notifications: checked by hand as the rows are. Kinds that only a newer server knows are left out. */
function isNotification(value: unknown): value is Notification {
  if (!isRecord(value) || !isIdText(value.id) || typeof value.createdAt !== 'string') return false
  const isKnown = kindNames.some((kind) => kind === value.kind) && severities.some((each) => each === value.severity)
  return isKnown && isRecord(value.subject) && Array.isArray(value.channels) && value.channels.every(isChannel)
}

function isChannel(value: unknown): value is Channel {
  return channels.some((each) => each === value)
}

function isNatural(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Undefined where it cannot be read: then the list is asked for. */
export function readNotificationMessage(payload: string): NotificationMessage | undefined {
  const value = parsed(payload)
  if (!isRecord(value) || !isNatural(value.revision) || !isNatural(value.unread)) return undefined
  const { previous, items, gone, quiet } = value
  if (!(previous === null || isNatural(previous)) || !Array.isArray(items) || !Array.isArray(gone)) return undefined
  return {
    v: 1,
    revision: value.revision,
    previous,
    unread: value.unread,
    items: items.filter(isNotification),
    gone: gone.filter(isIdText),
    ...(isQuiet(quiet) && { quiet }),
  }
}

function isQuiet(value: unknown): value is NonNullable<NotificationMessage['quiet']> {
  if (!isRecord(value)) return false
  const { mutedUntil, offDuty } = value
  return (
    (mutedUntil === undefined || typeof mutedUntil === 'string') &&
    (offDuty === undefined || typeof offDuty === 'boolean')
  )
}

export function readNotificationPage(value: unknown): NotificationPage | undefined {
  if (!isRecord(value) || !isNatural(value.revision) || !isNatural(value.unread)) return undefined
  const { items, nextCursor } = value
  if (!Array.isArray(items)) return undefined
  return {
    items: items.filter(isNotification),
    unread: value.unread,
    revision: value.revision,
    ...(typeof nextCursor === 'string' && { nextCursor }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
