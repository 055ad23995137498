import { Type as T, type Static } from 'typebox'
import { alarmSteps } from './alarm.ts'
import { entityTypes } from './change.ts'
import { Id, Timestamp } from './ids.ts'
import { plainLine } from './plainLine.ts'
import { priorities, type Priority } from './ticket.ts'

/** What one can be notified of; each has one severity, which decides its colour and its sound. */
export const notificationKinds = {
  ticket_created: 'info',
  comment: 'info',
  mention: 'info',
  time_entry: 'info',
  assigned: 'info',
  claimed: 'success',
  completed: 'success',
  site_added: 'success',
  parts_delivered: 'success',
  released: 'warning',
  declined: 'warning',
  status: 'warning',
  deleted: 'warning',
  not_delivered: 'warning',
  not_accepted: 'warning',
  running_over: 'warning',
  sla_warning: 'warning',
  sla_breached: 'error',
  delivery_exception: 'error',
  unreachable: 'error',
  alarm: 'error',
} as const
export type NotificationKind = keyof typeof notificationKinds

export const severities = ['info', 'success', 'warning', 'error'] as const
export type Severity = (typeof severities)[number]

/** How a notification reaches its person; `centre` always, the others by their preferences. */
export const channels = ['centre', 'toast', 'sound', 'email', 'push'] as const
export type Channel = (typeof channels)[number]

/** Kept for so long, read or not. */
export const notificationDays = 90

export const kindNames = Object.keys(notificationKinds) as NotificationKind[]

export const Notification = T.Object(
  {
    id: Id,
    kind: T.Enum(kindNames),
    severity: T.Enum([...severities]),
    priority: T.Optional(T.Enum([...priorities])),
    ticket: T.Optional(
      T.Object(
        {
          id: Id,
          number: T.Integer({ minimum: 1 }),
          title: T.Optional(T.String({ description: 'absent where its reader may no longer see the ticket' })),
          type: T.Optional(T.String()),
        },
        { additionalProperties: false },
      ),
    ),
    site: T.Optional(T.Object({ id: Id, name: T.String() }, { additionalProperties: false })),
    subject: T.Object(
      { type: T.Enum([...entityTypes, 'assignment'] as const), id: Id },
      { additionalProperties: false, description: 'the row it is about: the comment, the shipment, the ticket itself' },
    ),
    by: T.Optional(T.String({ description: 'the name of who did it; absent where nobody did' })),
    detail: T.Optional(T.String({ description: 'what was said, the reason, the new status' })),
    groupKey: T.String({ description: 'notifications of one group that come together are shown as one' }),
    channels: T.Array(T.Enum([...channels])),
    alarm: T.Optional(
      T.Object(
        { step: T.Enum([...alarmSteps]), repeatEvery: T.Optional(T.Integer({ minimum: 1 })) },
        {
          additionalProperties: false,
          description:
            'of an alarm that goes on: the last step that made it louder here; in seconds, how often its tone comes again',
        },
      ),
    ),
    createdAt: Timestamp,
    readAt: T.Optional(Timestamp),
  },
  { additionalProperties: false },
)
export type Notification = Static<typeof Notification>

/** A page of `GET /notifications`: unread first, then the newest; with what the whole centre stands at. */
export const NotificationPage = T.Object(
  {
    items: T.Array(Notification),
    nextCursor: T.Optional(T.String()),
    unread: T.Integer({ minimum: 0 }),
    revision: T.Integer({ minimum: 0, description: 'raised by one with every change of this person’s notifications' }),
  },
  { additionalProperties: false },
)
export type NotificationPage = Static<typeof NotificationPage>

/** `notifications/<user id>`: what changed of one person's notifications between two revisions. */
export const NotificationMessage = T.Object(
  {
    v: T.Literal(1),
    revision: T.Integer({ minimum: 0 }),
    previous: T.Union([T.Integer({ minimum: 0 }), T.Null()], {
      description: 'the revision of the message before; who holds another one asks for the list again',
    }),
    unread: T.Integer({ minimum: 0 }),
    items: T.Array(Notification, { description: 'new ones, and those that were read' }),
    gone: T.Array(Id, { description: 'cleared, or handled by someone else' }),
    quiet: T.Optional(
      T.Object(
        { mutedUntil: T.Optional(Timestamp), offDuty: T.Optional(T.Boolean({ description: 'of the staff only' })) },
        { additionalProperties: false, description: 'as the preferences have it at this moment, for every device' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type NotificationMessage = Static<typeof NotificationMessage>

/** Which ones to mark as read or to clear: these, or all there are. */
export const ChosenNotifications = T.Union([
  T.Object({ ids: T.Array(Id, { minItems: 1, maxItems: 500 }) }, { additionalProperties: false }),
  T.Object({ all: T.Literal(true) }, { additionalProperties: false }),
])
export type ChosenNotifications = Static<typeof ChosenNotifications>

const plain: Record<NotificationKind, string> = {
  ticket_created: 'New ticket',
  comment: 'Comment',
  mention: 'You were mentioned',
  time_entry: 'Time was entered',
  assigned: 'Assigned to you',
  claimed: 'Claimed',
  completed: 'Completed',
  site_added: 'New site',
  parts_delivered: 'Parts have arrived',
  released: 'No longer yours',
  declined: 'Declined',
  status: 'Status changed',
  deleted: 'Deleted',
  not_delivered: 'Not delivered yet',
  not_accepted: 'Not accepted yet',
  running_over: 'Running over',
  sla_warning: 'SLA warning',
  sla_breached: 'SLA breached',
  delivery_exception: 'Delivery problem',
  unreachable: 'Technician unreachable',
  alarm: 'Critical ticket waits',
}

/** What kind it is, in words: for headings, filters and preferences. */
export function kindWords(kind: NotificationKind): string {
  return plain[kind]
}

const acted: Partial<Record<NotificationKind, string>> = {
  ticket_created: 'created',
  comment: 'commented on',
  mention: 'mentioned you on',
  time_entry: 'entered time on',
  assigned: 'assigned you to',
  claimed: 'claimed',
  completed: 'completed',
  released: 'took you off',
  declined: 'declined',
  status: 'changed',
  deleted: 'deleted',
}

/** One sentence without the ticket's title, as every channel says it: "Tim Ruiz claimed #1042". */
export function notificationSentence({ kind, by, ticket, site, detail }: Notification): string {
  const number = ticket ? `#${ticket.number}` : ''
  const verb = acted[kind]
  const who = plainLine(by ?? 'Somebody')
  if (by !== undefined && verb !== undefined && number !== '') return `${who} ${verb} ${number}`
  if (kind === 'site_added') return `${who} added the site ${plainLine(site?.name ?? detail ?? '')}`.trim()
  if (kind === 'unreachable') return `${plainLine(detail ?? 'A technician')} cannot be reached`
  return number === '' ? plain[kind] : `${plain[kind]}: ${number}`
}

/** One that goes on until somebody acknowledges it: reading is not enough. */
export const isAlarm = ({ kind }: Pick<Notification, 'kind'>): boolean => kind === 'alarm'

/** Sorts by what shouts loudest. */
export function urgencyOf({ severity, priority }: Pick<Notification, 'severity' | 'priority'>): number {
  const rank: Partial<Record<Priority, number>> = { P1: 10, P2: 5 }
  return severities.indexOf(severity) + (priority ? (rank[priority] ?? 0) : 0)
}
