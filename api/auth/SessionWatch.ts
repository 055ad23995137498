import { type Principal } from '../contract/principal.ts'
import { type Role } from '../contract/user.ts'
import { type Log } from '../db/Database.ts'
import { type Authentication } from './Authentication.ts'

/** The contract closes a connection within 5 s of the end of its rights; this leaves most of it for a machine that is busy. */
const interval = 1_000

/** What the watch asks of those who hold something open: the broker, and the requests that are under way. */
export interface Connections {
  connections(): Iterable<{ sessionId: string }>
  disconnect(which: (connection: { sessionId: string }) => boolean, reason: string): number
}

/**
 * Names the session and the role that a connection was let in with. Rights are bound when a client connects, so one whose
 * role has changed since must go, although its session goes on.
 */
export function boundSession(principal: Principal & { sessionId: string }): string {
  return `${principal.sessionId} ${principal.role}`
}

/**
 * Rule A2: an MQTT connection, and an answer of HTTP, lives as long as its session: it is closed within 5 s of expiry without a
 * refresh, of sign-out, revocation, deactivation or a change of role. Looks by itself, so nothing depends on a notification that can be lost.
 */
export class SessionWatch {
  readonly #authentication: Pick<Authentication, 'stillGood'>
  readonly #doors: readonly Connections[]
  readonly #log: Log
  readonly #now: () => Date
  readonly #timer: NodeJS.Timeout
  #isLooking = false

  constructor(
    authentication: Pick<Authentication, 'stillGood'>,
    doors: readonly Connections[],
    log: Log,
    now: () => Date,
  ) {
    this.#authentication = authentication
    this.#doors = doors
    this.#log = log
    this.#now = now
    this.#timer = setInterval(() => void this.#lookAgain(), interval)
  }

  /** One look at a time: a database that does not answer must not be asked ever more often. */
  async #lookAgain(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    await this.look()
    this.#isLooking = false
  }

  /** Asks once about all connected sessions and cuts those that are over. */
  async look(): Promise<void> {
    const open = this.#doors.flatMap((door) => [...door.connections()])
    const bound = new Set(open.map(({ sessionId }) => sessionId))
    if (bound.size === 0) return
    try {
      const good = await this.#authentication.stillGood([...bound].map(sessionOf))
      const over = new Set([...bound].filter((each) => !this.#isGood(each, good)))
      if (over.size === 0) return
      let cut = 0
      for (const door of this.#doors)
        cut += door.disconnect((each) => over.has(each.sessionId), 'its session has ended')
      this.#log.info({ sessions: over.size, cut }, 'closed connections whose session has ended')
    } catch (error) {
      // PostgreSQL is away. Who is connected stays so: nothing is published meanwhile either.
      this.#log.warn({ error: String(error) }, 'could not look at the connected sessions')
    }
  }

  #isGood(bound: string, good: ReadonlyMap<string, { expiresAt: Date; role: Role }>): boolean {
    const session = good.get(sessionOf(bound))
    return session !== undefined && bound.endsWith(` ${session.role}`) && session.expiresAt > this.#now()
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

function sessionOf(bound: string): string {
  return bound.slice(0, bound.indexOf(' '))
}
