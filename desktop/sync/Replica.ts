import { type EntityType } from '../../api/contract/change.ts'
import { type StoredRow } from './replicaStore.ts'

/**
 * What this user may see, by type and id. Pure memory: no clock, no disk, no network. Every way in goes through
 * `supersedes`, so repeats and reordering are harmless (rules S20 to S24 of SPEC.md).
 */
export type Row = StoredRow

/** A row, or with `data` undefined that it is gone. */
export interface Change {
  type: EntityType
  id: string
  version: number
  seq: number
  data: unknown
}

export interface RowKey {
  type: EntityType
  id: string
}

interface Tombstone {
  version: number
  seq: number
}

/** Late messages and answers are seconds behind, not thousands of changes; more is not worth the memory. */
const tombstonesBehindHead = 2_000
const mostTombstones = 20_000

export class Replica {
  readonly #rows = new Map<EntityType, Map<string, Row>>()
  readonly #tombstones = new Map<string, Tombstone>()
  #changed = new Map<string, RowKey>()
  #onChanged: () => void = () => {}
  #recording: Change[] | undefined
  /** It holds every change up to this number; undefined while it has never been complete. */
  head: number | undefined

  get(type: EntityType, id: string): Row | undefined {
    return this.#rows.get(type)?.get(id)
  }

  /** Live: rows that come or go during a walk are seen or not, as in a Map. */
  *ofType(type: EntityType): IterableIterator<Row> {
    yield* this.#rows.get(type)?.values() ?? []
  }

  *all(): IterableIterator<Row> {
    for (const rows of this.#rows.values()) yield* rows.values()
  }

  countOf(type: EntityType): number {
    return this.#rows.get(type)?.size ?? 0
  }

  get size(): number {
    let size = 0
    for (const rows of this.#rows.values()) size += rows.size
    return size
  }

  /** Called at the first change after `takeChanged`. */
  onChanged(listener: () => void): void {
    this.#onChanged = listener
  }

  /** Keys that changed since the last time, each once; what they are now is for `get` to say. */
  takeChanged(): RowKey[] {
    const changed = [...this.#changed.values()]
    this.#changed = new Map()
    return changed
  }

  /** A message that came over MQTT. One at or below the head about a row that is not held is an echo (S23). */
  applyLive(change: Change): boolean {
    this.#recording?.push(change)
    const isHeld = this.get(change.type, change.id) !== undefined
    if (!isHeld && this.head !== undefined && change.seq <= this.head) return false
    return this.#applyIfNewer(change)
  }

  /**
   * The row that the server gave in answer to a command: only newer than the one held, and none that is not held unless
   * the command created it; it may have left this user's visibility while the answer was on its way (S25).
   */
  applyAnswer(answer: Omit<Change, 'seq'>, created: boolean): boolean {
    const key = keyOf(answer.type, answer.id)
    const known = this.get(answer.type, answer.id) ?? (created ? this.#tombstones.get(key) : undefined)
    if (known ? known.version >= answer.version : !created) return false
    const change = { ...answer, seq: this.head ?? 0 }
    this.#recording?.push(change)
    return this.#applyIfNewer(change)
  }

  /** A row that aged out, or whose deletion was confirmed before its message came. */
  drop(type: EntityType, id: string): void {
    const row = this.get(type, id)
    if (row) this.#remove({ ...row, data: undefined })
  }

  /** What changed since a former head, as of the answer's own (S21). */
  applySync(lines: Iterable<Omit<Change, 'seq'>>, head: number): number {
    let applied = 0
    for (const line of lines) if (this.#applyIfNewer({ ...line, seq: head })) applied++
    this.advance(head)
    return applied
  }

  /** From here on until `swap` or `abandonSwap` what comes live is also remembered for the set that is being fetched. */
  prepareSwap(): void {
    this.#recording = []
  }

  abandonSwap(): void {
    this.#recording = undefined
  }

  /**
   * Takes a whole working set in the place of what there was, with what came live meanwhile; nobody sees it in between
   * (S24). `anew`: versions and numbers of before mean nothing any more (another role, a server set back), so every row
   * counts as changed. Gives how many rows differ.
   */
  swap(lines: Iterable<Omit<Change, 'seq'>>, head: number, anew: boolean): number {
    const meanwhile = this.#recording ?? []
    this.#recording = undefined
    const next = new Replica()
    next.applySync(lines, head)
    for (const change of meanwhile) next.applyLive(change)
    const differing = [...this.#differing(next, anew)]
    for (const row of differing) this.#mark(row)
    this.#rows.clear()
    this.#tombstones.clear()
    for (const [type, rows] of next.#rows) this.#rows.set(type, rows)
    for (const [key, tombstone] of next.#tombstones) this.#tombstones.set(key, tombstone)
    this.head = head
    return differing.length
  }

  *#differing(next: Replica, anew: boolean): IterableIterator<RowKey> {
    for (const row of this.all()) if (!next.get(row.type, row.id)) yield row
    for (const row of next.all()) {
      if (anew || this.get(row.type, row.id)?.version !== row.version) yield row
    }
  }

  /**
   * What was on disk, into an empty replica. Not a change: windows are told anew, and written once more 54,000 rows kept
   * the worker busy for half a second at each start.
   */
  restore(rows: Iterable<Row>, head: number): void {
    for (const row of rows) this.#ofType(row.type).set(row.id, row)
    this.head = head
  }

  clear(): void {
    for (const row of this.all()) this.#mark(row)
    this.#rows.clear()
    this.#tombstones.clear()
    this.#recording = undefined
    this.head = undefined
  }

  /** Everything up to `head` has been applied. */
  advance(head: number): void {
    if (this.head !== undefined && head <= this.head) return
    this.head = head
    if (this.#tombstones.size > 0) this.#forgetTombstones(head)
  }

  #applyIfNewer(change: Change): boolean {
    const row = this.get(change.type, change.id)
    const known = row ?? this.#tombstones.get(keyOf(change.type, change.id))
    if (known !== undefined && !supersedes(change, known, row === undefined)) return false
    if (change.data === undefined) this.#remove(change)
    else this.#put(change)
    return true
  }

  #ofType(type: EntityType): Map<string, Row> {
    let rows = this.#rows.get(type)
    if (!rows) this.#rows.set(type, (rows = new Map()))
    return rows
  }

  #put(row: Row): void {
    this.#ofType(row.type).set(row.id, row)
    this.#tombstones.delete(keyOf(row.type, row.id))
    this.#mark(row)
  }

  #remove({ type, id, version, seq }: Change): void {
    const key = keyOf(type, id)
    // Set anew, so that the oldest is always first.
    this.#tombstones.delete(key)
    this.#tombstones.set(key, { version, seq })
    if (this.#rows.get(type)?.delete(id)) this.#mark({ type, id })
  }

  #mark({ type, id }: RowKey): void {
    const first = this.#changed.size === 0
    this.#changed.set(keyOf(type, id), { type, id })
    if (first) this.#onChanged()
  }

  #forgetTombstones(head: number): void {
    for (const [key, { seq }] of this.#tombstones) {
      if (seq >= head - tombstonesBehindHead && this.#tombstones.size <= mostTombstones) break
      this.#tombstones.delete(key)
    }
  }
}

function keyOf(type: EntityType, id: string): string {
  return `${type}/${id}`
}

/**
 * The newer version wins; at the same version the later number, since a row may leave someone's visibility and come
 * back unchanged; at the same number the row, since two feeds may speak of one change.
 */
function supersedes(change: Change, known: { version: number; seq: number }, knownGone: boolean): boolean {
  if (change.version !== known.version) return change.version > known.version
  if (change.seq !== known.seq) return change.seq > known.seq
  return change.data !== undefined && knownGone
}
