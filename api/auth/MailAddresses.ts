import { auditActions } from '../contract/audit.ts'
import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type MailState } from '../contract/mail.ts'
import { type Principal } from '../contract/principal.ts'
import { type Role } from '../contract/user.ts'
import { insertAudit } from '../db/audit.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { giveEmail } from '../db/giveEmail.ts'
import { type Person } from './Account.ts'
import { requireCharge } from './requireCharge.ts'

/** As it is, without problem, and nothing stops what goes there. */
const cleared = 'mail_problem = null, mail_problem_at = null, mail_stopped = false'

/** Where mail to somebody goes: what they sign in with, and what managers put right when mail does not arrive. */
export class MailAddresses {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** One's own, with why the last mail did not go out. */
  async state({ userId }: Person): Promise<MailState> {
    const [row] = await this.#db.service((db) =>
      db.query<{ email: string; mail_problem: string | null; mail_problem_at: string | null }>(
        'select email, mail_problem, mail_problem_at from credentials where user_id = $1',
        [userId],
      ),
    )
    if (!row) throw notFound('user')
    const { email, mail_problem: what, mail_problem_at: at } = row
    return { email, ...(what !== null && at !== null && { problem: { at, what } }) }
  }

  /** Another address for somebody: they sign in with it from here on. @throws {Refused} conflict, where it is another's. */
  async change(by: Principal, userId: string, email: string): Promise<void> {
    await this.#db.service(async (db) => {
      const before = await this.#lock(db, by, userId, false)
      if (before === email) return
      await giveEmail(() =>
        db.query(`update credentials set email = $2, ${cleared} where user_id = $1`, [userId, email]),
      )
      await tryAgain(db, userId)
      await insertAudit(db, [
        {
          at: this.#db.now().toISOString(),
          action: auditActions.emailChanged,
          by: { id: by.userId, name: by.name },
          address: by.address,
          subject: { type: 'user', id: userId },
          before: { email: before },
          after: { email },
        },
      ])
    })
  }

  /** What was not taken is sent once more, as far as it is news and unseen. One's own, or by a manager anybody's. */
  async retry(by: Principal, userId: string): Promise<void> {
    await this.#db.service(async (db) => {
      await this.#lock(db, by, userId, true)
      await db.query(`update credentials set ${cleared} where user_id = $1`, [userId])
      await tryAgain(db, userId)
    })
  }

  async #lock(db: Queryable, by: Principal, userId: string, mayBeOwn: boolean): Promise<string> {
    const [row] = isId(userId)
      ? await db.query<{ role: Role; email: string }>(
          `select role, email from users join credentials on credentials.user_id = users.id
           where users.id = $1 and deleted_at is null for update of credentials`,
          [userId],
        )
      : []
    if (!row) throw notFound('user')
    if (mayBeOwn && by.userId === userId) return row.email
    requireCharge(by, row.role)
    return row.email
  }
}

/** Forgets what became of mails that did not go out; the sweep decides which of them are still worth one. */
async function tryAgain(db: Queryable, userId: string): Promise<void> {
  await db.query(
    `update notifications set email_problem = null, email_tries = 0, email_due_at = null
     where user_id = $1 and emailed_at is null and email_tries > 0`,
    [userId],
  )
}
