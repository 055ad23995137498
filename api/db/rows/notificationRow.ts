import { type Channel, type Notification, type NotificationKind, type Severity } from '../../contract/notification.ts'
import { type Priority } from '../../contract/ticket.ts'
import { present } from './present.ts'

export interface NotificationRow {
  id: string
  kind: NotificationKind
  severity: Severity
  priority: Priority | null
  ticket_id: string | null
  ticket_number: number | null
  ticket_title: string | null
  ticket_type: string | null
  site_id: string | null
  site_name: string | null
  subject_type: Notification['subject']['type']
  subject_id: string
  by_name: string | null
  detail: string | null
  group_key: string
  channels: Channel[]
  alarm: Notification['alarm'] | null
  created_at: string
  read_at: string | null
}

export const notificationColumns = `id, kind, severity, priority, ticket_id, ticket_number, ticket_title, ticket_type, site_id, site_name,
  subject_type, subject_id, by_name, detail, group_key, channels, alarm, created_at, read_at`

/** In the centre: neither cleared by its reader nor dealt with by somebody else. */
export const isShown = 'cleared_at is null and handled_at is null'

export function toNotification(row: NotificationRow): Notification {
  const { ticket_id, ticket_number, ticket_title, ticket_type, site_id, site_name } = row
  return present({
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    priority: row.priority,
    ticket:
      ticket_id !== null && ticket_number !== null
        ? present({ id: ticket_id, number: ticket_number, title: ticket_title, type: ticket_type })
        : null,
    site: site_id !== null && site_name !== null ? { id: site_id, name: site_name } : null,
    subject: { type: row.subject_type, id: row.subject_id },
    by: row.by_name,
    detail: row.detail,
    groupKey: row.group_key,
    channels: row.channels,
    alarm: row.alarm,
    createdAt: row.created_at,
    readAt: row.read_at,
  })
}
