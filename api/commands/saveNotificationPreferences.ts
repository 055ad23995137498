import { isDeepStrictEqual } from 'node:util'
import { Refused } from '../contract/errors.ts'
import { defaultNotificationPreferences, type NotificationPreferences } from '../contract/notificationPreferences.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { nextRevisions } from '../db/nextRevisions.ts'
import { type Transaction, write } from '../db/write.ts'
import { auditSetting } from './auditSetting.ts'

/** @throws {Refused} invalid_input, where a time zone does not exist. */
export async function saveNotificationPreferences(
  db: Database,
  principal: Principal,
  preferences: NotificationPreferences,
): Promise<NotificationPreferences> {
  checkZone(preferences.quietHours?.zone)
  await write(
    { db, principal },
    () => ({ status: 200 }),
    async (tx) => {
      const before = await lockPreferences(tx)
      await tx.query('update notification_preferences set preferences = $2, updated_at = $3 where user_id = $1', [
        tx.principal.userId,
        JSON.stringify(preferences),
        tx.at,
      ])
      await auditChanges(tx, before, preferences)
      if (principal.userId !== null) await nextRevisions(tx, [principal.userId])
    },
  )
  return preferences
}

/** As they were; whoever has none yet has those that come with the product. Two who save at once do so one after the other. */
async function lockPreferences(tx: Transaction): Promise<NotificationPreferences> {
  await tx.query(
    `insert into notification_preferences (user_id, preferences, updated_at) values ($1, $2, $3)
     on conflict (user_id) do nothing`,
    [tx.principal.userId, JSON.stringify(defaultNotificationPreferences), tx.at],
  )
  const [row] = await tx.query<{ preferences: NotificationPreferences }>(
    'select preferences from notification_preferences where user_id = $1 for update',
    [tx.principal.userId],
  )
  return row?.preferences ?? defaultNotificationPreferences
}

/** What was changed of them, before and after; nothing where they were saved as they are. */
async function auditChanges(
  tx: Transaction,
  before: NotificationPreferences,
  after: NotificationPreferences,
): Promise<void> {
  const { userId } = tx.principal
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof NotificationPreferences)[]
  const changed = names.filter((each) => !isDeepStrictEqual(before[each], after[each]))
  if (userId === null || changed.length === 0) return
  const only = (all: NotificationPreferences) => Object.fromEntries(changed.map((each) => [each, all[each]]))
  await auditSetting(tx, {
    subject: { type: 'user', id: userId },
    details: { what: 'notifications' },
    before: only(before),
    after: only(after),
  })
}

function checkZone(timeZone: string | undefined): void {
  try {
    if (timeZone !== undefined) new Intl.DateTimeFormat('en', { timeZone }).format()
  } catch {
    throw new Refused('invalid_input', `There is no time zone ${JSON.stringify(timeZone)}.`, { field: 'quietHours' })
  }
}
