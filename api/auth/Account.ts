import { auditActions } from '../contract/audit.ts'
import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Principal } from '../contract/principal.ts'
import { type ChangePassword, type SessionInfo } from '../contract/session.ts'
import { type Role } from '../contract/user.ts'
import { insertAudit, type NewAuditEntry } from '../db/audit.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { present } from '../db/rows/present.ts'
import { hashNewPassword } from './hashNewPassword.ts'
import { verifyPassword } from './passwords.ts'
import { requireCharge } from './requireCharge.ts'
import { type SignInLimits } from './SignInLimits.ts'

/** A person at their own session: not a token, not the system. */
export type Person = Principal & { userId: string; sessionId: string }

interface SessionListRow {
  id: string
  created_at: string
  rotated_at: string
  refresh_expires_at: string
  address: string | null
  agent: string | null
}

/** What people do about their own sign-in, and managers about somebody's who has lost theirs. */
export class Account {
  readonly #db: Database
  readonly #limits: SignInLimits

  constructor(db: Database, limits: SignInLimits) {
    this.#db = db
    this.#limits = limits
  }

  async listSessions({ userId, sessionId }: Person): Promise<SessionInfo[]> {
    const rows = await this.#db.service((db) =>
      db.query<SessionListRow>(
        `select id, created_at, rotated_at, refresh_expires_at, address, agent from sessions
         where user_id = $1 and revoked_at is null and refresh_expires_at > $2 order by rotated_at desc, id`,
        [userId, this.#at()],
      ),
    )
    return rows.map((row) =>
      present({
        id: row.id,
        current: row.id === sessionId,
        createdAt: row.created_at,
        lastUsedAt: row.rotated_at,
        expiresAt: row.refresh_expires_at,
        address: row.address,
        agent: row.agent,
      }),
    )
  }

  /** Ends one of one's own sessions. @throws {Refused} not_found, also for somebody else's. */
  async endSession(person: Person, id: string): Promise<void> {
    const ended = await this.#db.service((db) => this.#end(db, person, 'id = $4', isId(id) ? id : person.userId))
    if (ended === 0) throw notFound('session')
  }

  /** Ends all of one's own sessions but the one that asks. */
  async endOtherSessions(person: Person): Promise<void> {
    await this.#db.service((db) => this.#end(db, person, 'id <> $4', person.sessionId))
  }

  async #end(db: Queryable, person: Person, which: string, id: string): Promise<number> {
    const ended = await db.query<{ id: string }>(
      `update sessions set revoked_at = $2, revoked_why = $3
       where user_id = $1 and revoked_at is null and ${which} returning id`,
      [person.userId, this.#at(), id === person.sessionId ? 'signed out' : 'signed out by its owner', id],
    )
    const entries = ended.map((session) => this.#entry(person, auditActions.signedOut, 'session', session.id))
    await insertAudit(db, entries)
    return ended.length
  }

  /** Ends all other sessions too: whoever changes a password may do so because somebody knows it. */
  async changePassword(person: Person, { currentPassword, newPassword }: ChangePassword): Promise<void> {
    const { email } = await this.verify(person, currentPassword)
    const hash = await hashNewPassword(newPassword, [email, person.name])
    await this.#db.service(async (db) => {
      await db.query('update credentials set password_hash = $2 where user_id = $1', [person.userId, hash])
      await insertAudit(db, [this.#entry(person, auditActions.passwordChanged, 'user', person.userId)])
      await this.#end(db, person, 'id <> $4', person.sessionId)
    })
  }

  /** @throws {Refused} forbidden, where the password is wrong; slow_down after too many wrong ones. */
  async verify(person: Person, password: string): Promise<{ email: string }> {
    const [row] = await this.#db.service((db) =>
      db.query<{ email: string; password_hash: string }>(
        'select email, password_hash from credentials where user_id = $1',
        [person.userId],
      ),
    )
    if (!row) throw notFound('user')
    const [account, address] = [row.email.toLowerCase(), person.address ?? '']
    await this.#limits.check(account, address)
    if (await verifyPassword(row.password_hash, password)) return { email: row.email }
    await this.#limits.onWrongPassword(account, address)
    throw new Refused('forbidden', 'The password is wrong.', { field: 'password' })
  }

  /** Another password, no second factor, nobody known to single sign-on, no sessions: for somebody who has lost what they sign in with. */
  async resetSignIn(by: Principal, userId: string, password: string): Promise<void> {
    const [user] = isId(userId)
      ? await this.#db.service((db) =>
          db.query<{ role: Role; name: string; email: string }>(
            `select role, name, email from users join credentials on credentials.user_id = users.id
             where users.id = $1 and deleted_at is null`,
            [userId],
          ),
        )
      : []
    if (!user) throw notFound('user')
    requireCharge(by, user.role)
    const hash = await hashNewPassword(password, [user.email, user.name])
    await this.#db.service(async (db) => {
      await db.query('update credentials set password_hash = $2 where user_id = $1', [userId, hash])
      await db.query('delete from second_factors where user_id = $1', [userId])
      await db.query('delete from sign_in_identities where user_id = $1', [userId])
      await db.query(
        `update sessions set revoked_at = $2, revoked_why = 'sign-in reset' where user_id = $1 and revoked_at is null`,
        [userId, this.#at()],
      )
      await insertAudit(db, [this.#entry(by, auditActions.signInReset, 'user', userId)])
    })
  }

  #entry(by: Principal, action: string, type: string, id: string): NewAuditEntry {
    const { userId, name, address } = by
    return { at: this.#at(), action, by: { id: userId, name }, address, subject: { type, id } }
  }

  #at(): string {
    return this.#db.now().toISOString()
  }
}
