import { v7 as newId } from 'uuid'
import { auditActions } from '../contract/audit.ts'
import { Refused } from '../contract/errors.ts'
import { isLoopback } from '../contract/loopback.ts'
import { type Session, type SignIn } from '../contract/session.ts'
import { type Role } from '../contract/user.ts'
import { insertAudit } from '../db/audit.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { accessLife, makeAccessToken, readAccessToken } from './accessTokens.ts'
import { type Authenticated } from './Authenticated.ts'
import { verifyNobody, verifyPassword } from './passwords.ts'
import { makeRefreshToken, readRefreshToken } from './refreshTokens.ts'
import { checkCode } from './checkCode.ts'
import { type KeyRing } from './secrets.ts'
import {
  lockSession,
  sessionColumns,
  sessionTables,
  toPrincipal,
  toSessionUser,
  type SessionRow,
  type SignInRow,
} from './sessionRows.ts'
import { type SignInLimits } from './SignInLimits.ts'

const refreshLife = 30 * 24 * 3600
/** A successor is given again for this long, for an answer that was lost on the way. */
const lostAnswerGrace = 30

export interface Caller {
  address: string
  agent: string | undefined
}

type KnownUser = SignInRow & { password_hash: string; loopback_only: boolean }

/** Signing in, staying in, signing out. Tokens are sealed with keys that the database never sees. */
export class Sessions {
  readonly #db: Database
  readonly #keys: KeyRing
  readonly #limits: SignInLimits

  constructor(db: Database, keys: KeyRing, limits: SignInLimits) {
    this.#db = db
    this.#keys = keys
    this.#limits = limits
  }

  /** @throws {Refused} unauthenticated, code_required, slow_down, or forbidden for a demo sign-in from elsewhere. */
  async signIn({ email, password, code }: SignIn, caller: Caller): Promise<Session> {
    const account = email.trim().toLowerCase()
    await this.#limits.check(account, caller.address)
    const user = await this.#findUser('lower(email)', account)
    const right = user ? await verifyPassword(user.password_hash, password) : await verifyNobody(password)
    if (!user || !right) {
      const refusal = new Refused('unauthenticated', 'The e-mail address or the password is wrong.')
      return this.#refuseSignIn(account, user, caller, refusal)
    }
    this.#checkLoopback(user, caller)
    const checked = await this.#db.service((db) => checkCode(db, user, code, caller.address, this.#db.now()))
    if (checked === 'wrong') {
      const refusal = new Refused('code_required', 'This code is wrong, or was used before.', { wrong: true })
      return this.#refuseSignIn(account, user, caller, refusal)
    }
    if (checked === 'missing') {
      throw new Refused('code_required', 'Enter the code of your authenticator app, or a recovery code.')
    }
    await this.#limits.onSignedIn(account, caller.address)
    return this.#begin(user, caller, {})
  }

  /**
   * For somebody whom the provider of single sign-on has vouched for. It asks for a second factor where it wants one.
   * @throws {Refused} unauthenticated, where they were deactivated meanwhile; forbidden for a demo sign-in from elsewhere.
   */
  async signInAs(userId: string, caller: Caller): Promise<Session> {
    const user = await this.#findUser('users.id', userId)
    if (!user) throw new Refused('unauthenticated', 'This user may not sign in any more.')
    this.#checkLoopback(user, caller)
    return this.#begin(user, caller, { by: 'single sign-on' })
  }

  #checkLoopback({ loopback_only: isDemo }: KnownUser, { address }: Caller): void {
    if (!isDemo || isLoopback(address)) return
    throw new Refused('forbidden', 'The sign-ins of the demo day work from the machine itself only.')
  }

  async #findUser(column: 'lower(email)' | 'users.id', value: string): Promise<KnownUser | undefined> {
    const [user] = await this.#db.service((db) =>
      db.query<KnownUser>(
        `select users.id, users.name, users.role, email, password_hash, loopback_only, technicians.id as technician_id
         from credentials join users on users.id = credentials.user_id
         left join technicians on technicians.user_id = users.id and technicians.deleted_at is null
         where ${column} = $1 and users.active and users.deleted_at is null`,
        [value],
      ),
    )
    return user
  }

  async #refuseSignIn(
    account: string,
    user: SignInRow | undefined,
    { address }: Caller,
    refusal: Refused,
  ): Promise<never> {
    await this.#limits.onWrongPassword(account, address)
    await this.#db.service((db) =>
      insertAudit(db, [
        {
          at: this.#db.now().toISOString(),
          action: auditActions.signInRefused,
          outcome: 'refused',
          // Who it was is not known: the account is what was tried.
          by: { id: null, name: '' },
          address,
          ...(user ? { subject: { type: 'user', id: user.id } } : {}),
          details: { email: account.slice(0, 254), code: refusal.code },
        },
      ]),
    )
    throw refusal
  }

  async #begin(user: SignInRow, caller: Caller, how: { by?: string }): Promise<Session> {
    const id = newId()
    const now = this.#db.now()
    const at = now.toISOString()
    const agent = caller.agent?.slice(0, 300)
    await this.#db.service(async (db) => {
      await db.query(
        `insert into sessions (id, user_id, role, rotated_at, access_expires_at, refresh_expires_at, created_at, address, agent)
         values ($1, $2, $3, $4, $5, $6, $4, $7, $8)`,
        [
          id,
          user.id,
          user.role,
          at,
          secondsAfter(now, accessLife),
          secondsAfter(now, refreshLife),
          caller.address,
          agent ?? null,
        ],
      )
      const by = { id: user.id, name: user.name }
      await insertAudit(db, [
        {
          at,
          action: auditActions.signedIn,
          by,
          address: caller.address,
          subject: { type: 'session', id },
          details: { agent, ...how },
        },
      ])
    })
    return this.#answer(user, id, 1)
  }

  /**
   * Rotates: each refresh token is good once. Rule A1: one that is used again within 30 s and before its successor was
   * used gives the same successor; later it ends the session, since one of its two users is a thief.
   * @throws {Refused} unauthenticated
   */
  async refresh(refreshToken: string, caller: Caller): Promise<Session> {
    const token = readRefreshToken(this.#keys, refreshToken)
    if (!token) throw refused()
    const now = this.#db.now()
    const rotated = await this.#db.service(async (db) => {
      const row = await lockSession(db, token.sessionId)
      if (!row || row.revoked_at !== null || !row.active || Date.parse(row.refresh_expires_at) <= now.getTime()) {
        return undefined
      }
      const sinceRotation = (now.getTime() - Date.parse(row.rotated_at)) / 1000
      if (token.generation === row.generation) {
        await rotate(db, row, now, caller)
        return { user: row, generation: row.generation + 1 }
      }
      if (token.generation === row.generation - 1 && sinceRotation <= lostAnswerGrace) {
        return { user: row, generation: row.generation }
      }
      await endStolen(db, row, now, caller)
      return undefined
    })
    if (!rotated) throw refused()
    return this.#answer(rotated.user, token.sessionId, rotated.generation)
  }

  /** Who an access token speaks for at this moment; the role and the technician are as they are now, not as they were. */
  async authenticate(accessToken: string): Promise<(Authenticated & { userId: string }) | undefined> {
    const sessionId = await readAccessToken(this.#keys, accessToken, this.#db.now())
    if (sessionId === undefined) return undefined
    const [row] = await this.#db.look<SessionRow>(
      `select ${sessionColumns} from ${sessionTables} where sessions.id = $1 and revoked_at is null and users.active`,
      [sessionId],
    )
    if (!row) return undefined
    return { ...toPrincipal(row, row.session_id), expiresAt: new Date(row.access_expires_at) }
  }

  /** Of these sessions the ones that are still good, with their end and their role now: connections of all others are closed. */
  async stillGood(sessionIds: readonly string[]): Promise<Map<string, { expiresAt: Date; role: Role }>> {
    const rows = await this.#db.service((db) =>
      db.query<{ id: string; access_expires_at: string; role: Role }>(
        `select sessions.id, access_expires_at, users.role from sessions
         join users on users.id = sessions.user_id and users.active and users.deleted_at is null
         where sessions.id = any($1) and revoked_at is null`,
        [sessionIds],
      ),
    )
    return new Map(
      rows.map(({ id, access_expires_at, role }) => [id, { expiresAt: new Date(access_expires_at), role }]),
    )
  }

  /** Forgets sessions whose last refresh token ended over a week ago. */
  async prune(): Promise<number> {
    const before = secondsAfter(this.#db.now(), -7 * 24 * 3600)
    const gone = await this.#db.service((db) =>
      db.query('delete from sessions where refresh_expires_at < $1 or revoked_at < $1 returning id', [before]),
    )
    return gone.length
  }

  async #answer(user: SignInRow, sessionId: string, generation: number): Promise<Session> {
    const session = { id: sessionId, userId: user.id, generation }
    return {
      accessToken: await makeAccessToken(this.#keys, session, this.#db.now()),
      expiresIn: accessLife,
      refreshToken: makeRefreshToken(this.#keys, sessionId, generation),
      user: toSessionUser(user),
    }
  }
}

async function rotate(db: Queryable, row: SessionRow, now: Date, { address, agent }: Caller): Promise<void> {
  await db.query(
    `update sessions set generation = generation + 1, rotated_at = $2, access_expires_at = $3, refresh_expires_at = $4,
       address = $5, agent = coalesce($6, agent)
     where id = $1`,
    [
      row.session_id,
      now.toISOString(),
      secondsAfter(now, accessLife),
      secondsAfter(now, refreshLife),
      address,
      agent?.slice(0, 300) ?? null,
    ],
  )
}

async function endStolen(db: Queryable, row: SessionRow, now: Date, { address }: Caller): Promise<void> {
  const at = now.toISOString()
  await db.query(`update sessions set revoked_at = $2, revoked_why = 'refresh token used twice' where id = $1`, [
    row.session_id,
    at,
  ])
  const by = { id: row.id, name: row.name }
  const subject = { type: 'session', id: row.session_id }
  await insertAudit(db, [{ at, action: auditActions.refreshReused, outcome: 'refused', by, address, subject }])
}

function refused(): Refused {
  return new Refused('unauthenticated', 'This session has ended. Sign in again.')
}

function secondsAfter(time: Date, seconds: number): string {
  return new Date(time.getTime() + seconds * 1000).toISOString()
}
