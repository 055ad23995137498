import { type Notification } from '../contract/notification.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { isShown, notificationColumns, toNotification, type NotificationRow } from '../db/rows/notificationRow.ts'
import { isBounce, isUnreachable, isWrongAddress, type Mailer } from './createMailer.ts'
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
 * Sends each person one mail with all that presses and that they have not seen, one person after the other. A try is noted
 * before it is made: a server that dies while sending sends again later, under the same message id. Where the mail server
 * cannot be spoken to, the round is over: everybody's try would wait for it as long, and fail of the same.
 * @returns how many mails went out
 */
export async function mailUnseen({ db, mailer, address }: MailOptions): Promise<number> {
  let sent = 0
  for (;;) {
    const outcome = await mailNext({ db, mailer, address })
    if (outcome === 'none' || outcome === 'unreachable') return sent
    if (outcome === 'sent') sent++
  }
}

/** Mails the one who waits longest. */
async function mailNext({ db, mailer, address }: MailOptions): Promise<'none' | 'sent' | 'refused' | 'unreachable'> {
  const due = await db.service((tx) => claimNext(tx, db.now()))
  if (!due) return 'none'
  const ids = due.notifications.map(({ id }) => id)
  try {
    const mail = notificationMail(due.name, due.notifications, address)
    await mailer.send({ ...mail, to: due.email, id: stableId(due.userId, ...ids.toSorted()) })
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    const isAway = isUnreachable(error)
    const isFinal = !isAway && (isBounce(error) || due.tries > waits.length)
    db.log.warn({ problem, isFinal, userId: due.userId }, 'a mail about notifications was not taken')
    if (isFinal) await db.service((tx) => giveUp(tx, due, problem.slice(0, 500), isWrongAddress(error), db.now()))
    return isAway ? 'unreachable' : 'refused'
  }
  await db.service((tx) => noteSent(tx, due, ids, db.now()))
  return 'sent'
}

interface DueRow extends NotificationRow {
  user_id: string
  name: string
  email: string
  email_tries: number
}

async function claimNext(tx: Queryable, now: Date): Promise<Due | undefined> {
  const at = (ago: number): string => new Date(now.getTime() - ago).toISOString()
  const own = notificationColumns
    .split(',')
    .map((column) => `notifications.${column.trim()}`)
    .join(', ')
  const due = `users.active and users.deleted_at is null and 'email' = any(channels) and not mail_stopped and emailed_at is null and email_problem is null and read_at is null
       and ${isShown} and notifications.created_at between $1 and $2 and (email_due_at is null or email_due_at <= $3)`
  const joined = `notifications join users on users.id = notifications.user_id
     join credentials on credentials.user_id = users.id`
  const rows = await tx.query<DueRow>(
    `select ${own}, notifications.user_id, users.name, email, email_tries
     from ${joined} where ${due} and notifications.user_id = (
       select notifications.user_id from ${joined} where ${due} order by notifications.created_at limit 1)
     order by notifications.created_at limit 500 for update of notifications skip locked`,
    [at(newsFor), at(unseenFor), at(0)],
  )
  const [first] = rows
  if (!first) return undefined
  await noteTry(tx, rows, now)
  const tries = Math.max(...rows.map(({ email_tries }) => email_tries)) + 1
  const { user_id: userId, name, email } = first
  return { userId, name, email, tries, notifications: rows.map(toNotification) }
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

/** What was wrong before is wrong no more. */
async function noteSent(tx: Queryable, { userId, email }: Due, ids: readonly string[], now: Date): Promise<void> {
  await tx.query('update notifications set emailed_at = $2 where id = any($1)', [ids, now.toISOString()])
  await tx.query(
    `update credentials set mail_problem = null, mail_problem_at = null
     where user_id = $1 and email = $2 and mail_problem is not null`,
    [userId, email],
  )
}

/** Kept with the person as well, where they and their managers see it; not where the address was changed meanwhile. */
async function giveUp(tx: Queryable, due: Due, problem: string, isWrong: boolean, now: Date): Promise<void> {
  const ids = due.notifications.map(({ id }) => id)
  await tx.query('update notifications set email_problem = $2 where id = any($1)', [ids, problem])
  await tx.query(
    `update credentials set mail_problem = $3, mail_problem_at = $4, mail_stopped = mail_stopped or $5
     where user_id = $1 and email = $2`,
    [due.userId, due.email, problem, now.toISOString(), isWrong],
  )
}
