import { type Clock, type Log } from './ports.ts'
import { type Replica, type RowKey } from './Replica.ts'
import { type ReplicaMeta, type ReplicaStore, type StoredRow } from './replicaStore.ts'

export interface ReplicaWriterOptions {
  store: ReplicaStore
  replica: Replica
  clock: Clock
  log: Log
  /** Whose replica it is and how far it is complete; undefined while that is not known, and nothing is written then. */
  meta: () => ReplicaMeta | undefined
}

/** Rows are gathered this long, ms: what a crash loses of them comes again with /sync. */
const rowsAfter = 500
/** A head alone only says how old the replica is at the next start. */
const headAfter = 60_000
/** A disk that refused is asked again after this long. */
const retryAfter = 60_000

/** Brings the replica to disk, in batches that each hold the head and the rows it covers, one at a time (S30). */
export class ReplicaWriter {
  readonly #options: ReplicaWriterOptions
  readonly #changed = new Map<string, RowKey>()
  #replace = false
  #writing: Promise<void> | undefined
  #stopTimer: (() => void) | undefined
  #due = Infinity

  constructor(options: ReplicaWriterOptions) {
    this.#options = options
  }

  rowsChanged(keys: readonly RowKey[]): void {
    for (const key of keys) this.#changed.set(`${key.type}/${key.id}`, key)
    if (keys.length > 0) this.#writeIn(rowsAfter)
  }

  headMoved(): void {
    this.#writeIn(headAfter)
  }

  /** Forgets what was not written yet and empties the disk: another user. */
  async reset(): Promise<void> {
    this.#cancel()
    this.#changed.clear()
    this.#replace = false
    await this.#writing
    await this.#options.store.clear().catch((error: unknown) => this.#failed(error))
  }

  /** Writes what waits, and ends. */
  async close(changed: readonly RowKey[]): Promise<void> {
    this.rowsChanged(changed)
    this.#cancel()
    await this.#writing
    await this.#write().catch((error: unknown) => this.#failed(error))
    this.#cancel()
  }

  #writeIn(ms: number): void {
    const due = this.#options.clock.now() + ms
    if (due >= this.#due || this.#writing) return
    this.#stopTimer?.()
    this.#due = due
    this.#stopTimer = this.#options.clock.after(ms, () => this.#begin())
  }

  #cancel(): void {
    this.#stopTimer?.()
    this.#stopTimer = undefined
    this.#due = Infinity
  }

  #begin(): void {
    this.#cancel()
    this.#writing = this.#writeAndGoOn()
  }

  async #writeAndGoOn(): Promise<void> {
    const wait = await this.#write().catch((error: unknown) => {
      this.#failed(error)
      return retryAfter
    })
    this.#writing = undefined
    if (this.#changed.size > 0 || this.#replace) this.#writeIn(wait)
  }

  async #write(): Promise<number> {
    const { store, replica } = this.#options
    const meta = this.#options.meta()
    if (!meta) return rowsAfter
    // Half of it or more: cheaper anew than as changes.
    if (this.#replace || (this.#changed.size > 2_000 && this.#changed.size * 2 > replica.size)) {
      this.#replace = true
      this.#changed.clear()
      await store.replace(meta, replica.all())
      this.#replace = false
      return rowsAfter
    }
    const put: StoredRow[] = []
    const remove: RowKey[] = []
    for (const { type, id } of this.#changed.values()) {
      const row = replica.get(type, id)
      if (row) put.push(row)
      else remove.push({ type, id })
    }
    this.#changed.clear()
    const { wantsReplace } = await store.append({ meta, put, remove })
    this.#replace ||= wantsReplace
    return rowsAfter
  }

  /** What is on disk is whole but old; the next write that succeeds has to bring everything. */
  #failed(error: unknown): void {
    this.#replace = true
    this.#options.log.error('the replica could not be kept on disk; a restart may show an older state', {
      error: String(error),
    })
  }
}
