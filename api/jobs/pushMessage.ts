import { createHash } from 'node:crypto'
import { notificationSentence, type Notification } from '../contract/notification.ts'
import { plainLine } from '../contract/plainLine.ts'
import { type PushMessage } from '../contract/push.ts'

/** In characters: with the rest far below the 3,993 bytes that a push service must take (RFC 8291, section 4). */
const longest = 160

/**
 * What a device is told: who did what to which ticket and its title. It is encrypted for the device, but shown on a locked
 * screen: what was said, where and for whom is not in it (decision 0063).
 */
export function pushMessage(notification: Notification, gone: readonly string[]): PushMessage {
  const { id, ticket, kind, priority, createdAt, alarm } = notification
  const urgent = priority === 'P1' || priority === 'P2' ? `[${priority}] ` : ''
  return {
    v: 1,
    id,
    tag: tagOf(notification),
    title: short(`${urgent}${notificationSentence(notification)}`),
    body: short(plainLine(ticket?.title ?? '')),
    path: ticket && kind !== 'deleted' ? `/ticket/${ticket.number}` : '/notifications',
    at: createdAt,
    ...(alarm && { step: alarm.step }),
    gone: [...gone],
  }
}

/** The place it has on the device, as in the desktop app (decision 0032). */
function tagOf({ id, ticket }: Notification): string {
  return ticket ? `ticket-${ticket.number}` : id
}

/**
 * What the push service itself acts upon: of what waits for a device that is off it keeps the newest of a topic. Made of
 * the subscription too, so that a service cannot see who works on the same ticket.
 */
export function pushHeaders(subscriptionId: string, notification: Notification) {
  const { kind, severity, priority } = notification
  const isPressing = severity === 'error' || priority === 'P1' || kind === 'mention' || kind === 'assigned'
  const name = createHash('sha256')
    .update(`${subscriptionId}/${tagOf(notification)}`)
    .digest('base64url')
  return { urgency: isPressing ? ('high' as const) : ('normal' as const), topic: name.slice(0, 32) }
}

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`
}
