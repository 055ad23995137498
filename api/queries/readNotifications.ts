import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { kindNames, type NotificationPage } from '../contract/notification.ts'
import { defaultNotificationPreferences, type NotificationPreferences } from '../contract/notificationPreferences.ts'
import { type Principal } from '../contract/principal.ts'
import { priorities } from '../contract/ticket.ts'
import { type Database } from '../db/Database.ts'
import { isShown, notificationColumns, toNotification, type NotificationRow } from '../db/rows/notificationRow.ts'
import { limitOf } from './limitOf.ts'

const known = ['limit', 'cursor', 'q', 'kind', 'priority', 'siteId', 'unread']

/**
 * One's own notifications, unread first, then the newest; by keyset, so that what comes meanwhile shifts nothing.
 * @throws {Refused} invalid_input, naming the parameter.
 */
export async function readNotifications(
  db: Database,
  principal: Principal,
  query: URLSearchParams,
): Promise<NotificationPage> {
  const unknown = [...query.keys()].find((name) => !known.includes(name))
  if (unknown !== undefined) throw invalid(unknown, `there is no such parameter. There are: ${known.join(', ')}`)
  const values: unknown[] = [principal.userId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const conditions = ['user_id = $1', isShown, ...filters(query, bind)]
  const cursor = query.get('cursor')
  if (cursor !== null) {
    const [unread, at, id] = readCursor(cursor)
    conditions.push(
      `(read_at is null, created_at, id) < (${bind(unread)}::boolean, ${bind(at)}::timestamptz, ${bind(id)}::uuid)`,
    )
  }
  const limit = limitOf(query)
  return db.read(principal, async (reader) => {
    const rows = await reader.query<NotificationRow>(
      `select ${notificationColumns} from notifications where ${conditions.join(' and ')}
       order by (read_at is null) desc, created_at desc, id desc limit ${limit + 1}`,
      values,
    )
    const [state] = await reader.query<{ revision: number; unread: number }>(
      `select coalesce((select revision from notification_states where user_id = $1), 0) as revision,
         (select count(*) from notifications where user_id = $1 and read_at is null and ${isShown}) as unread`,
      [principal.userId],
    )
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const answer = { items: page.map(toNotification), unread: state?.unread ?? 0, revision: state?.revision ?? 0 }
    return rows.length > limit && last ? { ...answer, nextCursor: cursorAfter(last) } : answer
  })
}

function filters(query: URLSearchParams, bind: (value: unknown) => string): string[] {
  const conditions: string[] = []
  const oneOf = (name: string, column: string, isGood: (value: string) => boolean): void => {
    const given = query.getAll(name).flatMap((value) => value.split(','))
    const wrong = given.find((value) => !isGood(value))
    if (wrong !== undefined) throw invalid(name, `${JSON.stringify(wrong.slice(0, 100))} is not one of them`)
    if (given.length > 0) conditions.push(`${column} = any(${bind(given)})`)
  }
  oneOf('kind', 'kind', (value) => kindNames.some((each) => each === value))
  oneOf('priority', 'priority', (value) => priorities.some((each) => each === value))
  oneOf('siteId', 'site_id', isId)
  const unread = query.get('unread')
  if (unread !== null && unread !== 'true' && unread !== 'false') throw invalid('unread', 'it must be true or false')
  if (unread !== null) conditions.push(`read_at is ${unread === 'true' ? '' : 'not '}null`)
  const words = [...new Set((query.get('q') ?? '').slice(0, 200).match(/[\p{L}\p{N}]+/gu))].slice(0, 8)
  for (const word of words) conditions.push(`search @@ to_tsquery('simple', ${bind(`${word}:*`)})`)
  return conditions
}

function invalid(name: string, why: string): Refused {
  return new Refused('invalid_input', `${name}: ${why}.`, { field: name })
}

function cursorAfter({ read_at, created_at, id }: NotificationRow): string {
  return Buffer.from(JSON.stringify([read_at === null, created_at, id])).toString('base64url')
}

function readCursor(cursor: string): [boolean, string, string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parts)) {
      const [unread, at, id]: unknown[] = parts
      const isTime = typeof at === 'string' && !Number.isNaN(Date.parse(at))
      if (typeof unread === 'boolean' && isTime && typeof id === 'string' && isId(id)) return [unread, at, id]
    }
  } catch {
    // Falls through to the one answer for every cursor that is not ours.
  }
  throw invalid('cursor', 'it belongs to another list')
}

export async function readNotificationPreferences(
  db: Database,
  principal: Principal,
): Promise<NotificationPreferences> {
  const [row] = await db.read(principal, (reader) =>
    reader.query<{ preferences: NotificationPreferences }>(
      'select preferences from notification_preferences where user_id = $1',
      [principal.userId],
    ),
  )
  return row?.preferences ?? defaultNotificationPreferences
}
