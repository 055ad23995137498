import { createHash, randomBytes } from 'node:crypto'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { v7 as newId } from 'uuid'
import { auditActions } from '../contract/audit.ts'
import { Refused } from '../contract/errors.ts'
import { type Session } from '../contract/session.ts'
import {
  type BeginSingleSignOn,
  type FinishSingleSignOn,
  type SignInOptions,
  type SignOnRefusal,
} from '../contract/singleSignOn.ts'
import { insertAudit } from '../db/audit.ts'
import { type Database } from '../db/Database.ts'
import { type Claims, type OidcProvider } from './OidcProvider.ts'
import { type Caller, type Sessions } from './Sessions.ts'
import { findUserOf, type NewPerson } from './signOnUser.ts'

/** Seconds: for signing in at the provider, and for coming back with the grant. */
const [patience, grantLife] = [600, 60]

export interface SingleSignOnOptions {
  db: Database
  sessions: Sessions
  provider: OidcProvider
  /** What the provider is called on the button. */
  name: string
  /** Makes a user of somebody who has none; undefined where nobody is let in who has none. */
  createUser: ((person: NewPerson) => Promise<void>) | undefined
}

interface Pending {
  id: string
  nonce: string
  code_verifier: string
  app: BeginSingleSignOn['app']
}

/** How it ended at the provider, for the address that the browser is sent back to. */
export type SignOnAnswer = { app: BeginSingleSignOn['app'] } & ({ grant: string } | { refused: SignOnRefusal })

/**
 * Signing in through a provider (docs/decisions/0050). Who begins keeps a secret; the browser comes back with a grant; only
 * both together give a session, the same as after a password. Nothing is kept in memory, so any node may answer any step.
 */
export class SingleSignOn {
  readonly #options: SingleSignOnOptions
  readonly #begun = new RateLimiterMemory({ keyPrefix: 'single sign-on', points: 30, duration: 60 })

  constructor(options: SingleSignOnOptions) {
    this.#options = options
  }

  get offer(): SignInOptions {
    return { singleSignOn: { name: this.#options.name } }
  }

  /** @throws {Refused} unavailable, slow_down */
  async begin({ challenge, app }: BeginSingleSignOn, { address }: Caller): Promise<{ url: string }> {
    await this.#begun.consume(address).catch((state: RateLimiterRes) => {
      const retryAfter = Math.max(1, Math.ceil(state.msBeforeNext / 1000))
      throw new Refused('slow_down', `Too many tries. Try again in ${retryAfter} s.`, { retryAfter })
    })
    const { url, state, nonce, codeVerifier } = await this.#options.provider.ask()
    await this.#options.db.service(async (db) => {
      await db.query('delete from single_sign_ons where expires_at < $1', [this.#in(0)])
      await db.query(
        `insert into single_sign_ons (id, state_hash, nonce, code_verifier, challenge, app, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [newId(), hashOf(state), nonce, codeVerifier, challenge, app, this.#in(patience)],
      )
    })
    return { url }
  }

  /** What the provider's answer comes to; whatever is wrong with it is one of the contract's reasons. */
  async onAnswer(answer: URLSearchParams, caller: Caller): Promise<SignOnAnswer> {
    const state = answer.get('state') ?? ''
    const [pending] = await this.#options.db.service((db) =>
      db.query<Pending>(
        `update single_sign_ons set state_hash = null where state_hash = $1 and expires_at > $2
         returning id, nonce, code_verifier, app`,
        [hashOf(state), this.#in(0)],
      ),
    )
    if (!pending) {
      await this.#noteRefusal('expired', undefined, caller)
      return { app: 'browser', refused: 'expired' }
    }
    const { app } = pending
    if (answer.get('error') === 'access_denied') return { app, refused: 'cancelled' }
    const claims = await this.#read(answer, state, pending)
    const found = typeof claims === 'string' ? claims : await this.#findUser(claims)
    if (typeof found === 'string') {
      await this.#noteRefusal(found, typeof claims === 'string' ? undefined : claims, caller)
      return { app, refused: found }
    }
    return { app, grant: await this.#grant(pending.id, found.userId) }
  }

  /** @throws {Refused} unauthenticated */
  async finish({ grant, verifier }: FinishSingleSignOn, caller: Caller): Promise<Session> {
    const [granted] = await this.#options.db.service((db) =>
      db.query<{ user_id: string; challenge: string }>(
        'delete from single_sign_ons where grant_hash = $1 and expires_at > $2 returning user_id, challenge',
        [hashOf(grant), this.#in(0)],
      ),
    )
    if (!granted || hashOf(verifier).toString('base64url') !== granted.challenge) {
      await this.#noteRefusal('expired', undefined, caller)
      throw new Refused('unauthenticated', 'This sign-in was begun elsewhere, or took too long. Begin again.')
    }
    return this.#options.sessions.signInAs(granted.user_id, caller)
  }

  async #read(answer: URLSearchParams, state: string, pending: Pending): Promise<Claims | SignOnRefusal> {
    const { provider, db } = this.#options
    try {
      return await provider.read(answer, { state, nonce: pending.nonce, codeVerifier: pending.code_verifier })
    } catch (error) {
      if (error instanceof Refused) return 'unavailable'
      const cause = error instanceof Error && error.cause !== undefined ? JSON.stringify(error.cause) : undefined
      db.log.warn({ error: String(error), cause }, 'an answer of the provider of single sign-on was refused')
      return 'failed'
    }
  }

  async #findUser(claims: Claims): Promise<{ userId: string } | SignOnRefusal> {
    const { db, createUser } = this.#options
    const found = await db.service((service) => findUserOf(service, claims, this.#in(0)))
    if (found !== 'unknown' || !createUser || claims.email === undefined) return found
    await createUser({ email: claims.email, name: (claims.name ?? claims.email).slice(0, 120) })
    return db.service((service) => findUserOf(service, claims, this.#in(0)))
  }

  async #grant(id: string, userId: string): Promise<string> {
    const grant = randomBytes(32).toString('base64url')
    await this.#options.db.service((db) =>
      db.query('update single_sign_ons set grant_hash = $2, user_id = $3, expires_at = $4 where id = $1', [
        id,
        hashOf(grant),
        userId,
        this.#in(grantLife),
      ]),
    )
    return grant
  }

  async #noteRefusal(code: SignOnRefusal, claims: Claims | undefined, { address }: Caller): Promise<void> {
    const by = { id: null, name: '' }
    const details = {
      by: 'single sign-on',
      code,
      ...(claims?.email === undefined ? {} : { email: claims.email.slice(0, 254) }),
    }
    const entry = {
      at: this.#in(0),
      action: auditActions.signInRefused,
      outcome: 'refused' as const,
      by,
      address,
      details,
    }
    await this.#options.db.service((db) => insertAudit(db, [entry]))
  }

  #in(seconds: number): string {
    return new Date(this.#options.db.now().getTime() + seconds * 1000).toISOString()
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
