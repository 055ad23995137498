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

type Good = ReadonlyMap<string, { expiresAt: Date; role: Role }>

/** What lives as long as a session. A request that was let in before its token expired is answered all the same. */
interface Doors {
  connections: Connections
  requests: Connections
}

/**
 * Rule A2: an MQTT connection lives as long as its session: it is closed within 5 s of expiry without a refresh, of sign-out,
 * revocation, deactivation or a change of role; a request of HTTP that is under way of all but expiry. Looks by itself, so
 * nothing depends on a notification that can be lost.
 */
export class SessionWatch {
  readonly #authentication: Pick<Authentication, 'stillGood'>
  readonly #doors: Doors
  readonly #log: Log
  readonly #now: () => Date
  readonly #timer: NodeJS.Timeout
  #isLooking = false

  constructor(authentication: Pick<Authentication, 'stillGood'>, doors: Doors, log: Log, now: () => Date) {
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
    const { connections, requests } = this.#doors
    const open = [...connections.connections(), ...requests.connections()]
    const bound = new Set(open.map(({ sessionId }) => sessionId))
    if (bound.size === 0) return
    try {
      const good = await this.#authentication.stillGood([...bound].map(sessionOf))
      const ended = new Set([...bound].filter((each) => !isRunning(each, good)))
      const over = new Set([...bound].filter((each) => ended.has(each) || this.#isExpired(each, good)))
      if (over.size === 0) return
      const reason = 'its session has ended'
      const cut =
        connections.disconnect((each) => over.has(each.sessionId), reason) +
        requests.disconnect((each) => ended.has(each.sessionId), reason)
      if (cut === 0) return
      this.#log.info({ sessions: over.size, cut }, 'closed connections whose session has ended')
    } catch (error) {
      // PostgreSQL is away. Who is connected stays so: nothing is published meanwhile either.
      this.#log.warn({ error: String(error) }, 'could not look at the connected sessions')
    }
  }

  #isExpired(bound: string, good: Good): boolean {
    const session = good.get(sessionOf(bound))
    return session !== undefined && session.expiresAt <= this.#now()
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

/** With the role that it was let in with. */
function isRunning(bound: string, good: Good): boolean {
  const session = good.get(sessionOf(bound))
  return session !== undefined && bound.endsWith(` ${session.role}`)
}

function sessionOf(bound: string): string {
  return bound.slice(0, bound.indexOf(' '))
}
