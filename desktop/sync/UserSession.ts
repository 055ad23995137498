import { Refused } from '../../api/contract/errors.ts'
import { type Session, type SessionUser, type SignIn } from '../../api/contract/session.ts'
import {
  type BeginSingleSignOn,
  type FinishSingleSignOn,
  type SignInOptions,
  type SingleSignOnAddress,
} from '../../api/contract/singleSignOn.ts'
import { roles } from '../../api/contract/user.ts'
import { isRecord } from '../link/wire.ts'
import { backoff } from './backoff.ts'
import { Passing } from './Passing.ts'
import {
  type Clock,
  type CredentialStore,
  type Credentials,
  type HttpAnswer,
  type HttpRequest,
  type Log,
} from './ports.ts'
import { isIdText } from './serverMessages.ts'
import { readJson, type ServerCall } from './serverCall.ts'

export interface SessionOptions {
  call: ServerCall
  clock: Clock
  store: CredentialStore
  log: Log
  /** The refresh token is not taken any more: someone has to sign in again. */
  onEnded: (problem: string) => void
  /** Signed in, or the server knows other things about the user now (a role, a name). */
  onUser: (user: SessionUser, before: SessionUser | undefined) => void
}

const deadline = 30_000
/** Not used for anything new this shortly before it ends. */
const margin = 30_000
/** Renewed when this much of its life is over. */
const renewedAt = 0.8

/**
 * Who is signed in, and the tokens that prove it. Renewing happens once at a time and with the very same refresh token
 * until an answer came, since the server gives the same successor again (the contract, Sessions).
 */
export class UserSession {
  readonly #options: SessionOptions
  #credentials: Credentials | undefined
  #access: { token: string; expiresAt: number } | undefined
  #renewing: Promise<void> | undefined
  #stopTimer: () => void = () => {}
  #failures = 0
  /** Raised when someone signs in or out: what was begun before belongs to someone else. */
  #epoch = 0

  constructor(options: SessionOptions) {
    this.#options = options
  }

  get user(): SessionUser | undefined {
    return this.#credentials?.user
  }

  /** What was kept by the run before. */
  async load(): Promise<SessionUser | undefined> {
    const epoch = this.#epoch
    const kept = await this.#options.store.load().catch((error: unknown) => {
      this.#options.log.error('the kept sign-in could not be read', { error: String(error) })
      return undefined
    })
    if (epoch === this.#epoch) this.#credentials = kept
    return this.user
  }

  /** @throws {Refused} wrong password, or `unavailable` where the server cannot be reached. */
  signIn(input: SignIn): Promise<SessionUser> {
    return this.#enter('/api/v1/session', input)
  }

  /** With what came back from the provider. @throws {Refused} as `signIn`. */
  finishSingleSignOn(input: FinishSingleSignOn): Promise<SessionUser> {
    return this.#enter('/api/v1/session/single-sign-on/finish', input)
  }

  async signInOptions(): Promise<SignInOptions> {
    const { call } = this.#options
    const answer = await call({ method: 'GET', path: '/api/v1/session/options', headers: {}, deadline }).catch(refuse)
    const options = await readJson(answer).catch(refuse)
    const name = isRecord(options) && isRecord(options.singleSignOn) ? options.singleSignOn.name : undefined
    return typeof name === 'string' ? { singleSignOn: { name } } : {}
  }

  async beginSingleSignOn(input: BeginSingleSignOn): Promise<SingleSignOnAddress> {
    const answer = await readJson(await this.#send('/api/v1/session/single-sign-on', input).catch(refuse)).catch(refuse)
    if (!isRecord(answer) || typeof answer.url !== 'string') throw asRefusal(unreadable())
    return { url: answer.url }
  }

  async #enter(path: string, input: object): Promise<SessionUser> {
    const session = await this.#post(path, input).catch(refuse)
    this.#epoch++
    this.#renewing = undefined
    await this.#accept(session)
    return session.user
  }

  /** Forgets who it was here, and tells the server so where it can be reached. */
  async signOut(): Promise<void> {
    const token = this.#access?.token
    this.#forget()
    await this.#options.store.clear()
    if (token === undefined) return
    const headers = { authorization: `Bearer ${token}` }
    const request: HttpRequest = { method: 'DELETE', path: '/api/v1/session', headers, deadline: 5_000 }
    await this.#options.call(request).catch((error: unknown) => {
      this.#options.log.warn('the server was not told of the sign-out', { error: String(error) })
    })
  }

  /**
   * An access token that will be good for a while.
   * @throws {Passing} it cannot be renewed now.
   * @throws {Refused} unauthenticated: nobody is signed in (any more).
   */
  async token(): Promise<string> {
    const left = (this.#access?.expiresAt ?? 0) - this.#options.clock.now()
    if (left < margin) {
      await this.renew().catch((error: unknown) => {
        if (left <= 0 || error instanceof Refused) throw error
      })
    }
    if (!this.#access) throw new Refused('unauthenticated', 'Nobody is signed in.')
    return this.#access.token
  }

  /** Fetches new tokens even where the old ones look good. */
  renew(): Promise<void> {
    if (this.#renewing) return this.#renewing
    const renewing = this.#renew().finally(() => {
      if (this.#renewing === renewing) this.#renewing = undefined
    })
    this.#renewing = renewing
    return renewing
  }

  /** Another role than the one signed in with: what it may see and which feeds it gets follow from renewing (S35). */
  sawRole(role: string): void {
    if (!this.user || this.user.role === role || this.#renewing) return
    this.renew().catch((error: unknown) => {
      this.#options.log.warn('the new role could not be asked for', { error: String(error) })
    })
  }

  close(): void {
    this.#epoch++
    this.#stopTimer()
  }

  async #renew(): Promise<void> {
    const credentials = this.#credentials
    if (!credentials) throw new Refused('unauthenticated', 'Nobody is signed in.')
    const epoch = this.#epoch
    try {
      const session = await this.#post('/api/v1/session/refresh', { refreshToken: credentials.refreshToken })
      if (epoch === this.#epoch) await this.#accept(session)
    } catch (error) {
      if (epoch !== this.#epoch) return
      if (error instanceof Refused) await this.#ended(error)
      else this.#renewLater(backoff(this.#failures++, this.#options.clock.random()))
      throw error
    }
  }

  async #ended(error: Refused): Promise<void> {
    this.#forget()
    await this.#options.store.clear()
    this.#options.onEnded(error.message)
  }

  #forget(): void {
    this.#epoch++
    this.#stopTimer()
    this.#credentials = undefined
    this.#access = undefined
    this.#renewing = undefined
  }

  async #accept(session: Session): Promise<void> {
    const before = this.user
    const { accessToken, expiresIn, refreshToken, user } = session
    const { clock, store, log, onUser } = this.#options
    const epoch = this.#epoch
    this.#credentials = { refreshToken, user }
    this.#access = { token: accessToken, expiresAt: clock.now() + expiresIn * 1000 }
    this.#failures = 0
    this.#renewLater(expiresIn * 1000 * renewedAt)
    await store.save({ refreshToken, user }).catch((error: unknown) => {
      log.error('the sign-in could not be kept: it ends with this run', { error: String(error) })
    })
    if (epoch === this.#epoch) onUser(user, before)
  }

  #renewLater(ms: number): void {
    this.#stopTimer()
    this.#stopTimer = this.#options.clock.after(ms, () => {
      this.renew().catch((error: unknown) => {
        this.#options.log.warn('the access token could not be renewed', { error: String(error) })
      })
    })
  }

  async #post(path: string, body: object): Promise<Session> {
    const session = await readJson(await this.#send(path, body))
    if (!isSession(session)) throw unreadable()
    return session
  }

  #send(path: string, body: object): Promise<HttpAnswer> {
    const headers = { 'content-type': 'application/json' }
    return this.#options.call({ method: 'POST', path, headers, body: JSON.stringify(body), deadline })
  }
}

function unreadable(): Passing {
  return new Passing('The answer to the sign-in could not be read.')
}

/** Nobody waits for a sign-in to be tried again later: what may pass is said as well. */
function refuse(error: unknown): never {
  throw error instanceof Passing ? asRefusal(error) : error
}

function asRefusal(error: Passing): Refused {
  return new Refused(error.retryAfter > 0 ? 'slow_down' : 'unavailable', error.message, {
    retryAfter: error.retryAfter,
  })
}

export function isSessionUser(value: unknown): value is SessionUser {
  if (!isRecord(value) || !isIdText(value.id) || typeof value.name !== 'string') return false
  const knownRole = roles.some((role) => role === value.role)
  return knownRole && (value.technicianId === undefined || isIdText(value.technicianId))
}

function isSession(value: unknown): value is Session {
  if (!isRecord(value) || typeof value.accessToken !== 'string' || typeof value.refreshToken !== 'string') return false
  return typeof value.expiresIn === 'number' && isSessionUser(value.user)
}
