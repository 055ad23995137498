import { kindWords, notificationSentence, urgencyOf, type Notification } from '../contract/notification.ts'
import { plainLine } from '../contract/plainLine.ts'

export interface Mail {
  subject: string
  text: string
  html: string
}

/** One mail for all that one person has not seen: what presses most is its subject. */
export function notificationMail(name: string, notifications: readonly Notification[], address: string): Mail {
  const sorted = notifications.toSorted((a, b) => urgencyOf(b) - urgencyOf(a))
  const [first, ...others] = sorted
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  const subject = first ? `${priorityOf(first)}${oneLine(headOf(first))}${more}` : kindWords('mention')
  const lines = sorted.map((each) => ({ head: headOf(each), detail: each.detail, link: linkTo(each, address) }))
  const text = [
    `Hello ${name},`,
    'you have not seen this in Signalbox yet:',
    ...lines.map(({ head, detail, link }) => [head, detail && `  ${detail}`, `  ${link}`].filter(Boolean).join('\n')),
    `Change what is sent to you: ${address}/notifications/preferences`,
  ].join('\n\n')
  const items = lines.map(
    ({ head, detail, link }) =>
      `<li style="margin:0 0 12px"><a href="${escape(link)}">${escape(head)}</a>${
        detail ? `<br><span style="color:#555">${escape(detail)}</span>` : ''
      }</li>`,
  )
  const html = `<!doctype html><html lang="en"><body style="font:14px/20px sans-serif;color:#1c1e24">
<p>Hello ${escape(name)},</p><p>you have not seen this in Signalbox yet:</p>
<ul style="padding-left:18px">${items.join('')}</ul>
<p style="color:#555"><a href="${escape(address)}/notifications/preferences">Change what is sent to you</a></p></body></html>`
  return { subject, text, html }
}

function headOf(notification: Notification): string {
  const { ticket, site } = notification
  const place = [ticket?.title, site?.name].filter((part) => part !== undefined).join(', ')
  return place === '' ? notificationSentence(notification) : `${notificationSentence(notification)}: ${place}`
}

function priorityOf({ priority }: Notification): string {
  return priority === 'P1' || priority === 'P2' ? `[${priority}] ` : ''
}

function linkTo({ ticket }: Notification, address: string): string {
  return ticket ? `${address}/ticket/${ticket.number}` : `${address}/notifications`
}

/** A line break in a subject would begin another header (RFC 5322, section 2.2). */
function oneLine(text: string): string {
  return plainLine(text).slice(0, 160)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
