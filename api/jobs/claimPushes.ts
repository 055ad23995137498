import { type Notification } from '../contract/notification.ts'
import { type Queryable } from '../db/Database.ts'
import { isShown, notificationColumns, toNotification, type NotificationRow } from '../db/rows/notificationRow.ts'

/** What is older is in the centre when the console is opened, and no news for a pocket. */
const newsFor = 3_600_000
/** Seconds to the next try after each that failed; after the last it is given up. */
export const waits = [60, 300, 900, 1_800]
/** What was read elsewhere since is said with the next message; more would crowd it out. */
const mostGone = 20
const goneFor = 24 * 3_600_000

/** One message for one device. */
export interface DuePush {
  subscriptionId: string
  endpoint: string
  keys: { p256dh: string; auth: string }
  serverKey: string
  tries: number
  notification: Notification
  gone: string[]
}

/** Sessions that have ended, people who were deactivated or have another role now: their devices are told no more (rule 2). */
const hasEnded = `sessions.revoked_at is not null or sessions.refresh_expires_at <= $1 or not users.active
  or users.deleted_at is not null or users.role <> push_subscriptions.role`

export async function dropEnded(tx: Queryable, now: Date): Promise<number> {
  const gone = await tx.query(
    `delete from push_subscriptions using users, sessions
     where users.id = push_subscriptions.user_id and sessions.id = session_id and (${hasEnded})
     returning push_subscriptions.id`,
    [now.toISOString()],
  )
  return gone.length
}

/**
 * Takes what is to be sent now and notes the try before it is made, in one statement: of two servers that claim at once
 * each message has one. Technicians are told only of what they may see at this moment.
 */
export async function claimPushes(tx: Queryable, now: Date, most: number): Promise<DuePush[]> {
  const at = now.toISOString()
  const since = new Date(now.getTime() - newsFor).toISOString()
  const claimed = await tx.query<{ notification_id: string; subscription_id: string; tries: number }>(
    `insert into pushes (notification_id, subscription_id, tries, due_at)
     select notifications.id, push_subscriptions.id, 1, $1::timestamptz + $3::int * interval '1 second'
     from notifications
     join users on users.id = notifications.user_id
     join push_subscriptions on push_subscriptions.user_id = users.id
       and push_subscriptions.created_at <= notifications.created_at
     join sessions on sessions.id = push_subscriptions.session_id
     left join pushes on pushes.notification_id = notifications.id and pushes.subscription_id = push_subscriptions.id
     left join tickets on tickets.id = notifications.ticket_id
     left join technicians on technicians.user_id = users.id and technicians.deleted_at is null
     where 'push' = any(channels) and read_at is null and ${isShown} and notifications.created_at > $2
       and not (${hasEnded})
       and (pushes.tries is null or (pushes.sent_at is null and pushes.problem is null and pushes.due_at <= $1))
       and (users.role <> 'technician' or ticket_title is null or tickets.pool or technicians.id = any(tickets.viewer_ids))
     order by notifications.created_at limit $4
     on conflict (notification_id, subscription_id) do update
       set tries = pushes.tries + 1,
         due_at = $1::timestamptz + ($5::int[])[least(pushes.tries + 1, cardinality($5::int[]))] * interval '1 second'
       where pushes.sent_at is null and pushes.problem is null and pushes.due_at <= $1
     returning notification_id, subscription_id, tries`,
    [at, since, waits[0], most, waits],
  )
  return readClaimed(tx, claimed, new Date(now.getTime() - goneFor).toISOString())
}

/** These have become louder: devices that were told of them are told once more. What was given up stays so. */
export async function pushAgain(tx: Queryable, notificationIds: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `update pushes set sent_at = null, tries = 0, due_at = $2
     where notification_id = any($1) and sent_at is not null`,
    [notificationIds, now.toISOString()],
  )
}

interface DueRow extends NotificationRow {
  subscription_id: string
  endpoint: string
  p256dh: string
  auth: string
  server_key: string
  tries: number
  gone: string[]
}

async function readClaimed(tx: Queryable, claimed: readonly object[], goneSince: string): Promise<DuePush[]> {
  if (claimed.length === 0) return []
  const own = notificationColumns.split(',').map((column) => `notifications.${column.trim()}`)
  const rows = await tx.query<DueRow>(
    `select ${own.join(', ')}, subscription_id, endpoint, p256dh, auth, server_key, tries, array(
         select told.id from pushes join notifications told on told.id = pushes.notification_id
         where pushes.subscription_id = claimed.subscription_id and pushes.sent_at > $2
           and (told.read_at is not null or told.cleared_at is not null or told.handled_at is not null)
         order by pushes.sent_at desc limit ${mostGone}
       ) as gone
     from json_to_recordset($1::json) as claimed (notification_id uuid, subscription_id uuid, tries integer)
     join notifications on notifications.id = claimed.notification_id
     join push_subscriptions on push_subscriptions.id = claimed.subscription_id
     order by notifications.created_at`,
    [JSON.stringify(claimed), goneSince],
  )
  return rows.map((row) => ({
    subscriptionId: row.subscription_id,
    endpoint: row.endpoint,
    keys: { p256dh: row.p256dh, auth: row.auth },
    serverKey: row.server_key,
    tries: row.tries,
    notification: toNotification(row),
    gone: row.gone,
  }))
}
