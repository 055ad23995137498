import { type RowChange, type RowsBatch, type RowType } from '../link/messages.ts'
import { type RowKey } from './Replica.ts'
import { type RowView } from './RowView.ts'

/** So many rows are copied to a window in about 20 ms; 50,000 at once would hold up all windows for a second. */
export const rowsAPart = 2_000

interface Load {
  type: RowType
  /** Undefined until the first part: the ids are looked up when it is their turn. */
  ids: Iterator<string> | undefined
}

/** What one window still has to get: first loads in parts, and what changed of what it watches. */
export class WindowRows {
  readonly #view: RowView
  readonly #watched = new Set<RowType>()
  #loads: Load[] = []

  constructor(view: RowView) {
    this.#view = view
  }

  watch(types: readonly RowType[]): void {
    for (const type of types) {
      this.#watched.add(type)
      this.#loads = [...this.#loads.filter((load) => load.type !== type), { type, ids: undefined }]
    }
  }

  unwatch(types: readonly RowType[]): void {
    for (const type of types) this.#watched.delete(type)
    this.#loads = this.#loads.filter((load) => this.#watched.has(load.type))
  }

  /** Another user: everything anew. */
  restart(): void {
    this.watch([...this.#watched])
  }

  /** More parts have to follow. */
  get loading(): boolean {
    return this.#loads.length > 0
  }

  /** This tick's message; undefined where there is nothing to say. */
  next(changed: readonly RowKey[]): RowsBatch | undefined {
    const batch: RowsBatch = { reset: [], rows: [], gone: [], complete: [] }
    for (const { type, id } of changed) {
      if (this.#isBegun(type)) this.#add(batch, type, id)
    }
    this.#load(batch)
    const { reset, rows, gone, complete } = batch
    return reset.length + rows.length + gone.length + complete.length > 0 ? batch : undefined
  }

  /** What changed of a type whose load has not begun comes with the load. */
  #isBegun(type: RowType): boolean {
    return this.#watched.has(type) && !this.#loads.some((load) => load.type === type && !load.ids)
  }

  #load(batch: RowsBatch): void {
    let room = rowsAPart
    for (let load = this.#loads[0]; load && room > 0; load = this.#loads[0]) {
      if (!load.ids) {
        load.ids = this.#view.ids(load.type).values()
        batch.reset.push(load.type)
      }
      for (; room > 0; room--) {
        const next = load.ids.next()
        if (next.done) {
          batch.complete.push(load.type)
          this.#loads.shift()
          break
        }
        const row: RowChange | undefined = this.#view.shown(load.type, next.value)
        if (row) batch.rows.push(row)
      }
    }
  }

  #add(batch: RowsBatch, type: RowType, id: string): void {
    const row: RowChange | undefined = this.#view.shown(type, id)
    if (row) batch.rows.push(row)
    else batch.gone.push({ type, id })
  }
}
