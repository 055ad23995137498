import { type Notification } from '../contract/notification.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { isShown, notificationColumns, toNotification, type NotificationRow } from '../db/rows/notificationRow.ts'
import { isBounce, isWrongAddress, type Mailer } from './createMailer.ts'
import { notificationMail } from './notificationMail.ts'
import { stableId } from './storeNotifications.ts'

/** Who has not seen it by then is not in front of a console. */
const unseenFor = 120_000
/** News of yesterday is not worth a mail. */
const newsFor = 24 * 3_600_000
/** Minutes to the next try after each that failed; after the last it is given up. */
const waits = [1, 5, 15, 60]

interface Due {
  userId: string
  name: string
  email: string
  tries: number
  notifications: Notification[]
}

export interface MailOptions {
  db: Pick<Database, 'now' | 'service' | 'log'>
  mailer: Pick<Mailer, 'send'>
  /** Where the console is, for links. */
  address: string
}

/**
 * Sends each person one mail with all that presses and that they have not seen. A try is noted before it is made: a server
 * that dies while sending sends again later, under the same message id.
 * @returns how many mails went out
 */
export async function mailUnseen({ db, mailer, address }: MailOptions): Promise<number> {
  let sent = 0
  for (const due of await db.service((tx) => claimDue(tx, db.now()))) {
    const ids = due.notifications.map(({ id }) => id)
    try {
      const mail = notificationMail(due.name, due.notifications, address)
      await mailer.send({ ...mail, to: due.email, id: stableId(due.userId, ...ids.toSorted()) })
      await db.service(async (tx) => {
        await settle(tx, ids, 'emailed_at', db.now().toISOString())
        await tx.query(
          `update credentials set mail_problem = null, mail_problem_at = null
           where user_id = $1 and email = $2 and mail_problem is not null`,
          [due.userId, due.email],
        )
      })
      sent++
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      const isFinal = isBounce(error) || due.tries > waits.length
      db.log.warn({ problem, isFinal, userId: due.userId }, 'a mail about notifications was not taken')
      if (isFinal) await db.service((tx) => giveUp(tx, due, problem.slice(0, 500), isWrongAddress(error), db.now()))
    }
  }
  return sent
}

interface DueRow extends NotificationRow {
  user_id: string
  name: string
  email: string
  email_tries: number
}

async function claimDue(tx: Queryable, now: Date): Promise<Due[]> {
  const at = (ago: number): string => new Date(now.getTime() - ago).toISOString()
  const own = notificationColumns
    .split(',')
    .map((column) => `notifications.${column.trim()}`)
    .join(', ')
  const rows = await tx.query<DueRow>(
    `select ${own}, notifications.user_id, users.name, email, email_tries
     from notifications join users on users.id = notifications.user_id and users.active and users.deleted_at is null
     join credentials on credentials.user_id = users.id
     where 'email' = any(channels) and not mail_stopped and emailed_at is null and email_problem is null and read_at is null and ${isShown}
       and notifications.created_at between $1 and $2 and (email_due_at is null or email_due_at <= $3)
     order by notifications.created_at limit 500 for update of notifications skip locked`,
    [at(newsFor), at(unseenFor), at(0)],
  )
  const people = [...Map.groupBy(rows, ({ user_id }) => user_id).values()]
  for (const group of people) await noteTry(tx, group, now)
  return people.flatMap((group) => {
    const [first] = group
    if (!first) return []
    const tries = Math.max(...group.map(({ email_tries }) => email_tries)) + 1
    const { user_id: userId, name, email } = first
    return [{ userId, name, email, tries, notifications: group.map(toNotification) }]
  })
}

async function noteTry(tx: Queryable, group: readonly DueRow[], now: Date): Promise<void> {
  const tries = Math.max(...group.map(({ email_tries }) => email_tries))
  const minutes = waits[Math.min(tries, waits.length - 1)] ?? 60
  const next = new Date(now.getTime() + minutes * 60_000).toISOString()
  const ids = group.map(({ id }) => id)
  await tx.query('update notifications set email_tries = $2, email_due_at = $3 where id = any($1)', [
    ids,
    tries + 1,
    next,
  ])
}

async function settle(
  tx: Queryable,
  ids: readonly string[],
  column: 'emailed_at' | 'email_problem',
  value: string,
): Promise<void> {
  await tx.query(`update notifications set ${column} = $2 where id = any($1)`, [ids, value])
}

/** Kept with the person as well, where they and their managers see it; not where the address was changed meanwhile. */
async function giveUp(tx: Queryable, due: Due, problem: string, isWrong: boolean, now: Date): Promise<void> {
  const ids = due.notifications.map(({ id }) => id)
  await settle(tx, ids, 'email_problem', problem)
  await tx.query(
    `update credentials set mail_problem = $3, mail_problem_at = $4, mail_stopped = mail_stopped or $5
     where user_id = $1 and email = $2`,
    [due.userId, due.email, problem, now.toISOString(), isWrong],
  )
}
