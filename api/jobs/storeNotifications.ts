import { createHash } from 'node:crypto'
import { type Queryable } from '../db/Database.ts'
import { isShown } from '../db/rows/notificationRow.ts'
import { type Draft } from './notificationRules.ts'
import { type Withdrawal } from './withdrawalRules.ts'

/** A draft with the id that its cause and its reader give it, whoever makes it and however often. */
export interface NewNotification extends Draft {
  id: string
  /** Taken back by a later change of the same batch. */
  isHandled: boolean
}

/** The same for the same parts: a UUID of version 8, made of a hash (RFC 9562, section 5.8). */
export function stableId(...parts: (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('/')).digest('hex')
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const columns = [
  'id',
  'user_id',
  'kind',
  'severity',
  'priority',
  'ticket_id',
  'ticket_number',
  'ticket_title',
  'ticket_type',
  'site_id',
  'site_name',
  'subject_type',
  'subject_id',
  'by_name',
  'detail',
  'group_key',
  'channels',
  'alarm',
  'created_at',
  'handled_at',
  'revision',
]
const types: Record<string, string> = {
  id: 'uuid',
  user_id: 'uuid',
  ticket_id: 'uuid',
  ticket_number: 'integer',
  site_id: 'uuid',
  subject_id: 'uuid',
  alarm: 'jsonb',
  created_at: 'timestamptz',
  handled_at: 'timestamptz',
  revision: 'bigint',
}

/** One made before keeps what became of it: nothing is told twice. */
export async function insertNotifications(
  db: Queryable,
  made: readonly NewNotification[],
  revisions: ReadonlyMap<string, number>,
  at: string,
): Promise<void> {
  if (made.length === 0) return
  const rows = made.map((each) => toRow(each, revisions.get(each.userId) ?? 0, at))
  const recordset = columns.map((name) => `${name} ${types[name] ?? (name === 'channels' ? 'text[]' : 'text')}`)
  await db.query(
    `insert into notifications (${columns.join(', ')})
     select ${columns.join(', ')} from json_to_recordset($1::json) as made (${recordset.join(', ')})
     on conflict (id) do nothing`,
    [JSON.stringify(rows)],
  )
}

function toRow({ id, userId, notification, isHandled }: NewNotification, revision: number, at: string): object {
  const { ticket, site, subject } = notification
  return {
    id,
    user_id: userId,
    kind: notification.kind,
    severity: notification.severity,
    priority: notification.priority,
    ticket_id: ticket?.id,
    ticket_number: ticket?.number,
    ticket_title: ticket?.title,
    ticket_type: ticket?.type,
    site_id: site?.id,
    site_name: site?.name,
    subject_type: subject.type,
    subject_id: subject.id,
    by_name: notification.by,
    detail: notification.detail,
    group_key: notification.groupKey,
    channels: notification.channels,
    alarm: notification.alarm,
    created_at: notification.createdAt,
    handled_at: isHandled ? at : undefined,
    revision,
  }
}

export interface Withdrawn {
  id: string
  user_id: string
}

/** The stored ones that a withdrawal means, not yet taken back. */
export async function findWithdrawn(db: Queryable, withdrawal: Withdrawal): Promise<Withdrawn[]> {
  const { ticketId, subjectId, kinds, detail, userIds, alsoRead } = withdrawal
  const values: unknown[] = [ticketId ?? subjectId]
  const conditions = [`${ticketId === undefined ? 'subject_id' : 'ticket_id'} = $1`, isShown]
  if (!alsoRead) conditions.push('read_at is null')
  if (kinds !== 'all') conditions.push(`kind = any($${values.push(kinds)})`)
  if (detail !== undefined) conditions.push(`detail = $${values.push(detail)}`)
  if (userIds) conditions.push(`user_id = any($${values.push(userIds)})`)
  return db.query<Withdrawn>(`select id, user_id from notifications where ${conditions.join(' and ')}`, values)
}

export async function markHandled(
  db: Queryable,
  withdrawn: readonly Withdrawn[],
  revisions: ReadonlyMap<string, number>,
  at: string,
): Promise<void> {
  if (withdrawn.length === 0) return
  const rows = withdrawn.map(({ id, user_id }) => ({ id, revision: revisions.get(user_id) ?? 0 }))
  await db.query(
    `update notifications set handled_at = $2, revision = taken.revision
     from json_to_recordset($1::json) as taken (id uuid, revision bigint) where notifications.id = taken.id`,
    [JSON.stringify(rows), at],
  )
}
