import { topics } from '../contract/topics.ts'
import { type NotificationMessage } from '../contract/notification.ts'
import {
  defaultNotificationPreferences,
  quietOf,
  type NotificationPreferences,
} from '../contract/notificationPreferences.ts'
import { type Role } from '../contract/user.ts'
import { type Database, type Log, type Queryable } from '../db/Database.ts'
import { isShown, notificationColumns, toNotification, type NotificationRow } from '../db/rows/notificationRow.ts'
import { type Publisher } from './Publisher.ts'

/** After a failure, before it is tried again, ms. */
const pause = 1_000
/** More than this at once and the consoles ask for the list: it is the shorter way. */
const mostItems = 100

/**
 * Tells each person's consoles what changed of their notifications. Being told only wakes it: what to say is read from
 * the rows, so that a message that was lost is noticed by its `previous` and nothing is ever said out of order.
 */
export class NotificationFeed {
  readonly #db: Database
  readonly #publisher: Publisher
  readonly #log: Log
  /** Of those told since the start: up to which revision. */
  readonly #told = new Map<string, number>()
  readonly #due = new Set<string>()
  #running: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined

  constructor({ db, publisher, log }: { db: Database; publisher: Publisher; log: Log }) {
    this.#db = db
    this.#publisher = publisher
    this.#log = log
  }

  /** Something of these people's notifications was committed. */
  onChanged(userIds: readonly string[]): void {
    for (const userId of userIds) this.#due.add(userId)
    if (this.#due.size > 0) this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#retry)
    await this.#running
    clearTimeout(this.#retry)
  }

  async #run(): Promise<void> {
    const failed: string[] = []
    for (const userId of this.#due) {
      this.#due.delete(userId)
      try {
        await this.#tell(userId)
      } catch (error) {
        failed.push(userId)
        this.#log.warn({ error: String(error) }, 'a person could not be told of their notifications; trying again')
      }
    }
    // In the same step as the last look at `#due`: whoever comes later begins anew.
    this.#running = undefined
    if (failed.length > 0) this.#retry = setTimeout(() => this.onChanged(failed), pause)
  }

  async #tell(userId: string): Promise<void> {
    const previous = this.#told.get(userId) ?? null
    const message = await this.#db.service((db) => messageFor(db, userId, previous))
    if (!message) return
    this.#told.set(userId, message.revision)
    await this.#publisher.publish({
      topic: topics.notifications(userId),
      payload: JSON.stringify(message),
      retain: false,
    })
  }
}

interface ChangedRow extends NotificationRow {
  shown: boolean
}

async function messageFor(
  db: Queryable,
  userId: string,
  previous: number | null,
): Promise<NotificationMessage | undefined> {
  // Under the lock that every change of them takes, so that revision, rows and count belong together.
  const [state] = await db.query<{ revision: number }>(
    'select revision from notification_states where user_id = $1 for share',
    [userId],
  )
  if (!state || state.revision === previous) return undefined
  const [count] = await db.query<{ unread: number }>(
    `select count(*) as unread from notifications where user_id = $1 and read_at is null and ${isShown}`,
    [userId],
  )
  const from = previous ?? state.revision - 1
  const rows = await db.query<ChangedRow>(
    `select ${notificationColumns}, ${isShown} as shown from notifications
     where user_id = $1 and revision > $2 order by created_at, id limit ${mostItems + 1}`,
    [userId, from],
  )
  const tooMany = rows.length > mostItems
  const quiet = await readQuiet(db, userId)
  return {
    v: 1,
    revision: state.revision,
    previous: tooMany ? null : from,
    unread: count?.unread ?? 0,
    items: tooMany ? [] : rows.filter(({ shown }) => shown).map(toNotification),
    gone: tooMany ? [] : rows.filter(({ shown }) => !shown).map(({ id }) => id),
    ...(quiet && { quiet }),
  }
}

async function readQuiet(db: Queryable, userId: string): Promise<NotificationMessage['quiet']> {
  const [row] = await db.query<{ role: Role; preferences: NotificationPreferences | null }>(
    `select role, preferences from users left join notification_preferences on user_id = users.id where users.id = $1`,
    [userId],
  )
  if (!row) return undefined
  return quietOf(row.preferences ?? defaultNotificationPreferences, row.role)
}
