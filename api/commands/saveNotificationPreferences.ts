import { Refused } from '../contract/errors.ts'
import { type NotificationPreferences } from '../contract/notificationPreferences.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { write } from '../db/write.ts'

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
    (tx) =>
      tx.query(
        `insert into notification_preferences (user_id, preferences, updated_at) values ($1, $2, $3)
         on conflict (user_id) do update set preferences = excluded.preferences, updated_at = excluded.updated_at`,
        [tx.principal.userId, JSON.stringify(preferences), tx.at],
      ),
  )
  return preferences
}

function checkZone(timeZone: string | undefined): void {
  try {
    if (timeZone !== undefined) new Intl.DateTimeFormat('en', { timeZone }).format()
  } catch {
    throw new Refused('invalid_input', `There is no time zone ${JSON.stringify(timeZone)}.`, { field: 'quietHours' })
  }
}
