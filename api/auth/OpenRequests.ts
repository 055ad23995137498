import { type Principal } from '../contract/principal.ts'
import { boundSession, type Connections } from './SessionWatch.ts'

/**
 * Most are over long before. What is left after this is a long answer or a slow upload; and the answer to the very request
 * that ended the session (signing out, a change of one's own role) is not taken from it.
 */
const spared = 500

interface OpenRequest {
  readonly sessionId: string
  readonly since: number
  readonly breakOff: () => void
}

/**
 * Requests that were let in and are not over: an export, a working set, a file on its way up or down, held by a slow reader. Who may not
 * ask any more is not sent the rest either. As many as there are open requests; each leaves with its connection or its end.
 */
export class OpenRequests implements Connections {
  readonly #open = new Set<OpenRequest>()

  /** @returns what is to be called when it is over, however it ended */
  begin(principal: Principal & { sessionId: string }, breakOff: () => void): () => void {
    const request = { sessionId: boundSession(principal), since: performance.now(), breakOff }
    this.#open.add(request)
    return () => void this.#open.delete(request)
  }

  *connections(): Generator<OpenRequest> {
    const before = performance.now() - spared
    for (const request of this.#open) if (request.since <= before) yield request
  }

  disconnect(which: (request: { sessionId: string }) => boolean): number {
    const over = [...this.connections()].filter(which)
    for (const request of over) request.breakOff()
    return over.length
  }
}
