import { type Envelope, type FeedMessage } from '../contract/change.ts'
import { type SyncLine } from './ApiClient.ts'

interface Held {
  version: number
  seq: number
  gone: boolean
}

/**
 * A replica as somebody else would write it from the contract: the newer version is kept, `gone` leaves a tombstone; at
 * the same version the later number counts, and within one number a row beats `gone`.
 */
export class StrangerReplica {
  readonly #held = new Map<string, Held>()

  apply(type: string, id: string, next: Held): void {
    const key = `${type} ${id}`
    const held = this.#held.get(key)
    if (held && !isNewer(next, held)) return
    this.#held.set(key, next)
  }

  applyFeed(message: FeedMessage): void {
    for (const change of message.changes) this.applyEnvelope(change)
  }

  applyEnvelope({ type, id, version, seq, action }: Envelope): void {
    this.apply(type, id, { version, seq, gone: action === 'gone' || action === 'delete' })
  }

  applySync(lines: readonly SyncLine[], head: number): void {
    for (const { type, id, version, gone } of lines) this.apply(type, id, { version, seq: head, gone: gone ?? false })
  }

  /** `<type> <id>` and the version of what it holds, in a stable order. */
  rows(types: readonly string[]): Record<string, number> {
    const rows = [...this.#held].filter(([key, held]) => !held.gone && types.includes(key.split(' ')[0] ?? ''))
    return Object.fromEntries(
      rows.map(([key, held]) => [key, held.version]).toSorted(([a], [b]) => String(a).localeCompare(String(b))),
    )
  }
}

function isNewer(next: Held, held: Held): boolean {
  if (next.version !== held.version) return next.version > held.version
  if (next.seq !== held.seq) return next.seq > held.seq
  return !next.gone
}
