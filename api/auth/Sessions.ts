import { jwtVerify, SignJWT } from 'jose'
import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { isLoopback } from '../contract/loopback.ts'
import { type Principal } from '../contract/principal.ts'
import { type Session, type SessionUser, type SignIn } from '../contract/session.ts'
import { type Role } from '../contract/user.ts'
import { type Database, type Queryable } from '../db/Database.ts'
import { present } from '../db/rows/present.ts'
import { verifyNobody, verifyPassword } from './passwords.ts'
import { makeRefreshToken, readRefreshToken } from './refreshTokens.ts'
import { type Keys } from './secrets.ts'
import { SignInLimits } from './SignInLimits.ts'

/** Seconds. */
export const accessLife = 15 * 60
const refreshLife = 30 * 24 * 3600
/** A successor is given again for this long, for an answer that was lost on the way. */
const lostAnswerGrace = 30

export interface Caller {
  address: string
  agent: string | undefined
}

/** A principal whose token is good, and until when its session is without another refresh. */
export interface Authenticated extends Principal {
  userId: string
  sessionId: string
  expiresAt: Date
}

interface UserRow {
  id: string
  email: string
  name: string
  role: Role
  technician_id: string | null
}

interface SessionRow extends UserRow {
  session_id: string
  generation: number
  rotated_at: string
  access_expires_at: string
  refresh_expires_at: string
  revoked_at: string | null
  active: boolean
}

const sessionColumns = `sessions.id as session_id, generation, rotated_at, access_expires_at, refresh_expires_at, revoked_at,
  users.id, users.name, users.role, users.active, credentials.email, technicians.id as technician_id`
const sessionTables = `sessions join users on users.id = sessions.user_id and users.deleted_at is null
  join credentials on credentials.user_id = users.id
  left join technicians on technicians.user_id = users.id and technicians.deleted_at is null`

/** Signing in, staying in, signing out. Tokens are sealed with keys that the database never sees. */
export class Sessions {
  readonly #db: Database
  readonly #keys: Keys
  readonly #limits = new SignInLimits()

  constructor(db: Database, keys: Keys) {
    this.#db = db
    this.#keys = keys
  }

  /** @throws {Refused} unauthenticated, slow_down, or forbidden for a demo sign-in from elsewhere. */
  async signIn({ email, password }: SignIn, caller: Caller): Promise<Session> {
    const account = email.trim().toLowerCase()
    await this.#limits.check(account, caller.address)
    const [user] = await this.#db.service((db) =>
      db.query<UserRow & { password_hash: string; loopback_only: boolean }>(
        `select users.id, users.name, users.role, email, password_hash, loopback_only, technicians.id as technician_id
         from credentials join users on users.id = credentials.user_id
         left join technicians on technicians.user_id = users.id and technicians.deleted_at is null
         where lower(email) = $1 and users.active and users.deleted_at is null`,
        [account],
      ),
    )
    const right = user ? await verifyPassword(user.password_hash, password) : await verifyNobody(password)
    if (!user || !right) {
      await this.#limits.onWrongPassword(account, caller.address)
      throw new Refused('unauthenticated', 'The e-mail address or the password is wrong.')
    }
    if (user.loopback_only && !isLoopback(caller.address)) {
      throw new Refused('forbidden', 'The sign-ins of the demo day work from the machine itself only.')
    }
    await this.#limits.onSignedIn(account, caller.address)
    return this.#begin(user, caller)
  }

  async #begin(user: UserRow, caller: Caller): Promise<Session> {
    const id = newId()
    const now = this.#db.now()
    await this.#db.service((db) =>
      db.query(
        `insert into sessions (id, user_id, role, rotated_at, access_expires_at, refresh_expires_at, created_at, address, agent)
         values ($1, $2, $3, $4, $5, $6, $4, $7, $8)`,
        [
          id,
          user.id,
          user.role,
          now.toISOString(),
          secondsAfter(now, accessLife),
          secondsAfter(now, refreshLife),
          caller.address,
          caller.agent?.slice(0, 300) ?? null,
        ],
      ),
    )
    return this.#answer(user, id, 1)
  }

  /**
   * Rotates: each refresh token is good once. Rule A1: one that is used again within 30 s and before its successor was
   * used gives the same successor; later it ends the session, since one of its two users is a thief.
   * @throws {Refused} unauthenticated
   */
  async refresh(refreshToken: string): Promise<Session> {
    const token = readRefreshToken(this.#keys.refreshTokens, refreshToken)
    if (!token) throw refused()
    const now = this.#db.now()
    const rotated = await this.#db.service(async (db) => {
      const row = await lockSession(db, token.sessionId)
      if (!row || row.revoked_at !== null || !row.active || Date.parse(row.refresh_expires_at) <= now.getTime()) {
        return undefined
      }
      const sinceRotation = (now.getTime() - Date.parse(row.rotated_at)) / 1000
      if (token.generation === row.generation) {
        await rotate(db, row, now)
        return { user: row, generation: row.generation + 1 }
      }
      if (token.generation === row.generation - 1 && sinceRotation <= lostAnswerGrace) {
        return { user: row, generation: row.generation }
      }
      await db.query(`update sessions set revoked_at = $2, revoked_why = 'refresh token used twice' where id = $1`, [
        token.sessionId,
        now.toISOString(),
      ])
      return undefined
    })
    if (!rotated) throw refused()
    return this.#answer(rotated.user, token.sessionId, rotated.generation)
  }

  async signOut(sessionId: string): Promise<void> {
    await this.#db.service((db) =>
      db.query(`update sessions set revoked_at = $2, revoked_why = 'signed out' where id = $1 and revoked_at is null`, [
        sessionId,
        this.#db.now().toISOString(),
      ]),
    )
  }

  /** Who an access token speaks for at this moment; the role and the technician are as they are now, not as they were. */
  async authenticate(accessToken: string): Promise<Authenticated | undefined> {
    const sessionId = await this.#sessionOf(accessToken)
    if (sessionId === undefined) return undefined
    const [row] = await this.#db.service((db) =>
      db.query<SessionRow>(
        `select ${sessionColumns} from ${sessionTables} where sessions.id = $1 and revoked_at is null and users.active`,
        [sessionId],
      ),
    )
    if (!row) return undefined
    return { ...toPrincipal(row), expiresAt: new Date(row.access_expires_at) }
  }

  async #sessionOf(accessToken: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(accessToken, this.#keys.accessTokens, {
        algorithms: ['HS256'],
        currentDate: this.#db.now(),
      })
      const sessionId = payload['sid']
      return typeof sessionId === 'string' && isId(sessionId) ? sessionId : undefined
    } catch {
      return undefined
    }
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
    return new Map(rows.map((row) => [row.id, { expiresAt: new Date(row.access_expires_at), role: row.role }]))
  }

  /** Forgets sessions whose last refresh token ended over a week ago. */
  async prune(): Promise<number> {
    const before = secondsAfter(this.#db.now(), -7 * 24 * 3600)
    const gone = await this.#db.service((db) =>
      db.query('delete from sessions where refresh_expires_at < $1 or revoked_at < $1 returning id', [before]),
    )
    return gone.length
  }

  async #answer(user: UserRow, sessionId: string, generation: number): Promise<Session> {
    const now = Math.floor(this.#db.now().getTime() / 1000)
    const accessToken = await new SignJWT({ sid: sessionId, gen: generation })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user.id)
      .setIssuedAt(now)
      .setExpirationTime(now + accessLife)
      .sign(this.#keys.accessTokens)
    return {
      accessToken,
      expiresIn: accessLife,
      refreshToken: makeRefreshToken(this.#keys.refreshTokens, sessionId, generation),
      user: toSessionUser(user),
    }
  }
}

async function lockSession(db: Queryable, id: string): Promise<SessionRow | undefined> {
  const [row] = await db.query<SessionRow>(
    `select ${sessionColumns} from ${sessionTables} where sessions.id = $1 for update of sessions`,
    [id],
  )
  return row
}

async function rotate(db: Queryable, row: SessionRow, now: Date): Promise<void> {
  await db.query(
    `update sessions set generation = generation + 1, rotated_at = $2, access_expires_at = $3, refresh_expires_at = $4
     where id = $1`,
    [row.session_id, now.toISOString(), secondsAfter(now, accessLife), secondsAfter(now, refreshLife)],
  )
}

function refused(): Refused {
  return new Refused('unauthenticated', 'This session has ended. Sign in again.')
}

function secondsAfter(time: Date, seconds: number): string {
  return new Date(time.getTime() + seconds * 1000).toISOString()
}

function toSessionUser(row: UserRow): SessionUser {
  const technicianId = row.role === 'technician' ? row.technician_id : null
  return present({ id: row.id, email: row.email, name: row.name, role: row.role, technicianId })
}

function toPrincipal(row: SessionRow): Principal & { userId: string; sessionId: string } {
  const { technicianId, name, role } = toSessionUser(row)
  return { userId: row.id, name, role, sessionId: row.session_id, ...(technicianId ? { technicianId } : {}) }
}
