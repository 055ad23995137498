import { type Role } from '../contract/user.ts'
import { type Authenticated } from './Authenticated.ts'
import { type Sessions } from './Sessions.ts'
import { isToken, type Tokens } from './Tokens.ts'

/** Whatever somebody shows at a door: the access token of a session, or a token of another program. */
export class Authentication {
  readonly #sessions: Sessions
  readonly #tokens: Tokens

  constructor(sessions: Sessions, tokens: Tokens) {
    this.#sessions = sessions
    this.#tokens = tokens
  }

  /** Who it speaks for at this moment; undefined where it is not good. */
  async authenticate(token: string): Promise<Authenticated | undefined> {
    return isToken(token) ? this.#tokens.authenticate(token) : this.#sessions.authenticate(token)
  }

  /** Of these sessions and tokens the ones that are still good, with their end and their role now. */
  async stillGood(ids: readonly string[]): Promise<Map<string, { expiresAt: Date; role: Role }>> {
    const sessions = await this.#sessions.stillGood(ids)
    const others = ids.filter((id) => !sessions.has(id))
    return others.length === 0 ? sessions : new Map([...sessions, ...(await this.#tokens.stillGood(others))])
  }
}
