import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { auditActions } from '../contract/audit.ts'
import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Principal } from '../contract/principal.ts'
import { ownerlessScopes, type NewToken, type Token, type TokenScope } from '../contract/token.ts'
import { isManager, type Role } from '../contract/user.ts'
import { insertAudit } from '../db/audit.ts'
import { type Database } from '../db/Database.ts'
import { present } from '../db/rows/present.ts'
import { type Authenticated } from './Authenticated.ts'
import { toPrincipal, type SignInRow } from './sessionRows.ts'

/** Told apart from a session's token at first sight, also by whoever finds one in a log or a repository. */
const prefix = 'sbt_'
const never = new Date(8.64e15)
/** Milliseconds between two notes of a token's last use: one write a minute says enough. */
const noteEvery = 60_000

interface TokenRow {
  id: string
  name: string
  scopes: TokenScope[]
  user_id: string | null
  owner_name: string | null
  created_at: string
  created_by: string
  expires_at: string | null
  last_used_at: string | null
}

export interface WantedToken {
  name: string
  scopes: readonly TokenScope[]
  expiresAt?: string | undefined
  /** Undefined for those that belong to nobody. */
  owner?: { id: string; name: string } | undefined
}

export function isToken(text: string): boolean {
  return text.startsWith(prefix)
}

const isOwnerless = (scope: TokenScope) => (ownerlessScopes as readonly TokenScope[]).includes(scope)

/** Tokens of other programs, of wallboards and of the sandbox. */
export class Tokens {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** @throws {Refused} invalid_input for scopes that do not go together, forbidden for a wallboard by others than managers. */
  async create(by: Principal, wanted: WantedToken): Promise<NewToken> {
    const { name, scopes } = wanted
    const ownerless = scopes.some(isOwnerless)
    if (ownerless && scopes.length > 1) {
      throw new Refused('invalid_input', 'This scope stands alone.', { field: 'scopes' })
    }
    if (ownerless && !isManager(by.role)) throw new Refused('forbidden', 'Only managers may do this.')
    const at = this.#db.now().toISOString()
    const expiresAt = wanted.expiresAt === undefined ? undefined : new Date(wanted.expiresAt).toISOString()
    if (expiresAt !== undefined && expiresAt <= at) {
      throw new Refused('invalid_input', 'This moment has passed.', { field: 'expiresAt' })
    }
    const owner = ownerless ? undefined : wanted.owner
    const id = newId()
    const secret = randomBytes(32)
    const token: Token = present({
      id,
      name,
      scopes: [...scopes],
      createdAt: at,
      createdBy: by.name,
      owner: owner ?? null,
      expiresAt: expiresAt ?? null,
    })
    await this.#db.service(async (db) => {
      await db.query(
        `insert into tokens (id, user_id, name, scopes, secret_hash, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, owner?.id ?? null, name, scopes, hashOf(secret), at, by.name, expiresAt ?? null],
      )
      await insertAudit(db, [entry(by, at, auditActions.tokenCreated, id, token)])
    })
    return { ...token, token: `${prefix}${id.replaceAll('-', '')}_${secret.toString('base64url')}` }
  }

  /** One's own; of a manager everyone's. */
  async list(principal: Principal): Promise<Token[]> {
    const rows = await this.#db.service((db) =>
      db.query<TokenRow>(
        `select tokens.id, tokens.name, scopes, user_id, users.name as owner_name, tokens.created_at, created_by,
           expires_at, last_used_at
         from tokens left join users on users.id = user_id
         where revoked_at is null and (user_id = $1 or $2) order by tokens.created_at desc, tokens.id limit 1000`,
        [principal.userId, isManager(principal.role)],
      ),
    )
    return rows.map(toToken)
  }

  /** @throws {Refused} not_found, also where it is somebody else's. */
  async revoke(principal: Principal, id: string): Promise<void> {
    const at = this.#db.now().toISOString()
    await this.#db.service(async (db) => {
      const revoked = isId(id)
        ? await db.query<{ name: string }>(
            `update tokens set revoked_at = $3 where id = $1 and revoked_at is null and (user_id = $2 or $4) returning name`,
            [id, principal.userId, at, isManager(principal.role)],
          )
        : []
      const [token] = revoked
      if (!token) throw notFound('token')
      await insertAudit(db, [entry(principal, at, auditActions.tokenRevoked, id, { name: token.name })])
    })
  }

  /** Who a token speaks for at this moment, with the role its owner has now. */
  async authenticate(text: string): Promise<Authenticated | undefined> {
    const read = readToken(text)
    if (!read) return undefined
    const [row] = await this.#db.service((db) =>
      db.query<Omit<SignInRow, 'id'> & TokenRow & { token_name: string; secret_hash: Buffer; active: boolean | null }>(
        `select tokens.id, tokens.name as token_name, scopes, tokens.user_id, secret_hash, expires_at, last_used_at,
           users.name, users.role, users.active and users.deleted_at is null as active, '' as email,
           technicians.id as technician_id
         from tokens left join users on users.id = tokens.user_id
         left join technicians on technicians.user_id = users.id and technicians.deleted_at is null
         where tokens.id = $1 and revoked_at is null`,
        [read.id],
      ),
    )
    const now = this.#db.now()
    if (!row || !timingSafeEqual(row.secret_hash, hashOf(read.secret))) return undefined
    if (row.expires_at !== null && Date.parse(row.expires_at) <= now.getTime()) return undefined
    if (row.user_id !== null && row.active !== true) return undefined
    await this.#noteUse(row, now)
    const { scopes, user_id: userId } = row
    const expiresAt = row.expires_at === null ? never : new Date(row.expires_at)
    if (userId !== null) return { ...toPrincipal({ ...row, id: userId }, row.id), scopes, expiresAt }
    // Staff's rows are what it is made from; what it may ask for, its scope says.
    return { userId: null, name: row.token_name, role: 'dispatcher', sessionId: row.id, scopes, expiresAt }
  }

  async #noteUse({ id, last_used_at }: { id: string; last_used_at: string | null }, now: Date): Promise<void> {
    if (last_used_at !== null && now.getTime() - Date.parse(last_used_at) < noteEvery) return
    await this.#db.service((db) =>
      db.query('update tokens set last_used_at = $2 where id = $1', [id, now.toISOString()]),
    )
  }

  /** As Sessions.stillGood: of these tokens the ones that are good, with their end and their owner's role now. */
  async stillGood(ids: readonly string[]): Promise<Map<string, { expiresAt: Date; role: Role }>> {
    const rows = await this.#db.service((db) =>
      db.query<{ id: string; expires_at: string | null; role: Role }>(
        `select tokens.id, expires_at, coalesce(users.role, 'dispatcher') as role from tokens
         left join users on users.id = user_id
         where tokens.id = any($1) and revoked_at is null and (user_id is null or users.active and users.deleted_at is null)`,
        [ids],
      ),
    )
    return new Map(
      rows.map(({ id, expires_at, role }) => [
        id,
        { expiresAt: expires_at === null ? never : new Date(expires_at), role },
      ]),
    )
  }
}

function readToken(text: string): { id: string; secret: Buffer } | undefined {
  const [, hex, secret] = /^sbt_([0-9a-f]{32})_([\w-]{43})$/.exec(text) ?? []
  if (hex === undefined || secret === undefined) return undefined
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { id, secret: Buffer.from(secret, 'base64url') }
}

function hashOf(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest()
}

function entry(by: Principal, at: string, action: string, id: string, details: Record<string, unknown>) {
  const { userId, name, address } = by
  return { at, action, by: { id: userId, name }, address, subject: { type: 'token', id }, details }
}

function toToken(row: TokenRow): Token {
  return present({
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    owner: row.user_id === null ? null : { id: row.user_id, name: row.owner_name ?? '' },
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  })
}
