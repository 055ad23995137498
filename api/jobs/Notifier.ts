import { type Database, type Log, type Queryable } from '../db/Database.ts'
import { nextRevisions } from '../db/nextRevisions.ts'
import { followAlarm } from './followAlarm.ts'
import { readFacts, readPeople, type ChangeForNotifying } from './notificationContext.ts'
import { notificationsOf } from './notificationRules.ts'
import {
  findWithdrawn,
  insertNotifications,
  markHandled,
  stableId,
  type NewNotification,
  type Withdrawn,
} from './storeNotifications.ts'
import { withdrawalsOf, type Withdrawal } from './withdrawalRules.ts'
import { WokenJob } from './WokenJob.ts'

/** How many changes one transaction makes into notifications. */
const batchSize = 200
/** The guarantee behind being woken. */
const pollInterval = 2_000

export interface NotifierOptions {
  db: Database
  log: Log
  /** Something of these people's notifications changed and is committed. */
  onNotified: (userIds: readonly string[]) => void
}

/**
 * Makes notifications of the change log. Rule N1: the cursor moves in the transaction that inserts them, under its lock, and
 * their ids follow from the change and the user: no restart, replay or second server makes one twice or leaves one out.
 */
export class Notifier {
  readonly #job: WokenJob

  constructor({ db, log, onNotified }: NotifierOptions) {
    this.#job = new WokenJob({
      every: pollInterval,
      run: async () => {
        const { count, userIds } = await notifyNext(db)
        if (userIds.length > 0) onNotified(userIds)
        return count === batchSize
      },
      onError: (error) => log.warn({ error: String(error) }, 'notifications could not be made; trying again'),
    })
  }

  /** Changes have been numbered. */
  wake(): void {
    this.#job.wake()
  }

  stop(): Promise<void> {
    return this.#job.stop()
  }
}

/** What is numbered by now notifies nobody: the demo day's own past would greet everyone with a hundred unread. */
export async function skipHistory(db: Pick<Database, 'service'>): Promise<void> {
  await db.service((tx) => tx.query('update notification_cursor set seq = (select seq from relay_head)'))
}

/** Makes the next changes into notifications, in one transaction. */
export async function notifyNext(db: Pick<Database, 'now' | 'service'>): Promise<{ count: number; userIds: string[] }> {
  return db.service(async (tx) => {
    const [cursor] = await tx.query<{ seq: number }>('select seq from notification_cursor for update')
    const changes = await readFacts(tx, cursor?.seq ?? 0, batchSize)
    const last = changes.at(-1)
    if (!last) return { count: 0, userIds: [] }
    const userIds = await notifyOf(tx, changes, db.now())
    await tx.query('update notification_cursor set seq = $1', [last.seq])
    return { count: changes.length, userIds }
  })
}

async function notifyOf(tx: Queryable, changes: readonly ChangeForNotifying[], now: Date): Promise<string[]> {
  const ticketIds = new Set(changes.flatMap(({ fact }) => (fact.ticket ? [fact.ticket.id] : [])))
  const people = await readPeople(tx, [...ticketIds])
  const made: NewNotification[] = []
  const withdrawn = new Map<string, Withdrawn>()
  for (const change of changes) {
    const { id, fact } = change
    await followAlarm(tx, change, now)
    for (const withdrawal of withdrawalsOf(fact, people)) {
      for (const each of made) if (isMeant(withdrawal, each)) each.isHandled = true
      for (const each of await findWithdrawn(tx, withdrawal)) withdrawn.set(each.id, each)
    }
    for (const draft of notificationsOf(fact, people, now)) {
      made.push({ ...draft, id: stableId(id, draft.userId), isHandled: false })
    }
  }
  const userIds = [...made.map(({ userId }) => userId), ...[...withdrawn.values()].map(({ user_id }) => user_id)]
  const revisions = await nextRevisions(tx, userIds)
  await insertNotifications(tx, made, revisions, now.toISOString())
  await markHandled(tx, [...withdrawn.values()], revisions, now.toISOString())
  return [...revisions.keys()]
}

function isMeant(
  { ticketId, subjectId, kinds, userIds }: Withdrawal,
  { userId, notification }: NewNotification,
): boolean {
  if (ticketId !== undefined && notification.ticket?.id !== ticketId) return false
  if (subjectId !== undefined && notification.subject.id !== subjectId) return false
  if (kinds !== 'all' && !kinds.includes(notification.kind)) return false
  return userIds === undefined || userIds.includes(userId)
}
