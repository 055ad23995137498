import { type Principal } from '../contract/principal.ts'

/** A principal whose token is good. */
export interface Authenticated extends Principal {
  /** Of a token that is no person's session: the token's id. */
  sessionId: string
  /** Until when, without another refresh. */
  expiresAt: Date
}
