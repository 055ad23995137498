import { type EntityType } from '../../api/contract/change.ts'
import { type SyncLineChange } from './fetchSync.ts'
import { type Log } from './ports.ts'

export const checkEvery = 5 * 60_000
/** Of every so many checks one fetches the whole set: each 6 hours, and the next one after a loss was found. */
const wholeEvery = 72

/**
 * How far the push connection has been proven to bring everything, and the books of the checks that prove it. A message
 * may be lost before a head that is believed, so "everything up to the head" is known only when /sync has said so: a
 * doubt and a check therefore ask since the last proof, not since the head.
 * A row that only a check brought is under suspicion until the same version also comes over MQTT, since /sync may be a
 * moment ahead; what is still suspect at the next check was lost on the way.
 */
export class DriftCheck {
  readonly #log: Log
  readonly #suspects = new Map<string, number>()
  #proven: number | undefined
  #count = 0
  #wholeNext = false

  constructor(log: Log) {
    this.#log = log
  }

  /** Every change up to this number has been applied, by what /sync said; undefined before its first answer. */
  get proven(): number | undefined {
    return this.#proven
  }

  /** An answer of /sync from `since` (undefined: the whole set) to `head` was applied. It proves nothing of what lies before `since`. */
  caughtUp(since: number | undefined, head: number): void {
    this.#suspects.clear()
    if (since === undefined || this.#proven === undefined || since <= this.#proven) this.#proven = head
  }

  /** A message came over MQTT, whether it was news or not. */
  saw(type: EntityType, id: string, version: number): void {
    if (this.#suspects.size === 0) return
    const key = `${type}/${id}`
    const suspected = this.#suspects.get(key)
    if (suspected !== undefined && version >= suspected) this.#suspects.delete(key)
  }

  /** True where this check has to compare the whole set. */
  begin(): boolean {
    this.#count++
    if (this.#suspects.size > 0) {
      this.#log.error('changes were lost on the push connection', { rows: [...this.#suspects.keys()].slice(0, 10) })
      this.#wholeNext = true
    }
    return this.#proven === undefined || this.#wholeNext || this.#count % wholeEvery === 0
  }

  end(brought: SyncLineChange[]): void {
    for (const { type, id, version } of brought) this.#suspects.set(`${type}/${id}`, version)
  }

  wholeDiffered(rows: number): void {
    this.#wholeNext = false
    // A few may be newer than the push connection had brought by then; it is the number that tells.
    if (rows > 0) this.#log.warn('the replica differed from the whole working set', { rows })
  }
}
