import { notificationDays } from '../contract/notification.ts'
import { type Database } from '../db/Database.ts'

/** Rows deleted in one transaction, so that a long backlog never holds locks for long. */
const batch = 5_000

/** Forgets notifications, and the alarms behind some of them, after 90 days, read or not. A console that still shows one drops it with its next list. */
export async function pruneNotifications(db: Database): Promise<number> {
  const before = new Date(db.now().getTime() - notificationDays * 24 * 3600 * 1000).toISOString()
  await db.service((service) => service.query('delete from alarms where ended_at < $1', [before]))
  let pruned = 0
  for (;;) {
    const gone = await db.service((service) =>
      service.query(
        `delete from notifications where id in (select id from notifications where created_at < $1 limit ${batch})
         returning id`,
        [before],
      ),
    )
    pruned += gone.length
    if (gone.length < batch) return pruned
  }
}
