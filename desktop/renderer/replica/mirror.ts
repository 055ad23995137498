import { entityTypes } from '../../../api/contract/change.ts'
import { type RowChange, type RowsBatch, type RowType } from '../../link/messages.ts'

/** The rows of each type as the sync client last showed them. Whole rows are replaced, never changed inside. */
export type Mirrors = { [Type in RowType]: Map<string, RowChange<Type>> }

/** The ids of each type that look different now. */
export type ChangedIds = { [Type in RowType]: Set<string> }

/** Which types are being loaded anew, and what of them has come. */
export type Loading = Map<RowType, Set<string>>

/** Something for each kind of row. */
export function forEachType<T>(make: () => T): Record<RowType, T> {
  return {
    ticket: make(),
    site: make(),
    shipment: make(),
    user: make(),
    technician: make(),
    inventory: make(),
    comment: make(),
    time_entry: make(),
    attachment: make(),
  }
}

export function emptyMirrors(): Mirrors {
  return forEachType(() => new Map())
}

export function nothingChanged(): ChangedIds {
  return forEachType(() => new Set())
}

/**
 * Puts a batch into the mirrors. What a mirror held before a `reset` stays on screen until the load is complete; what did
 * not come with it is gone then.
 */
export function applyBatch(mirrors: Mirrors, loading: Loading, batch: RowsBatch): ChangedIds {
  const changed = nothingChanged()
  for (const type of batch.reset) loading.set(type, new Set())
  for (const row of batch.rows) {
    put(mirrors, row)
    changed[row.type].add(row.id)
    loading.get(row.type)?.add(row.id)
  }
  for (const { type, id } of batch.gone) {
    if (mirrors[type].delete(id)) changed[type].add(id)
    loading.get(type)?.delete(id)
  }
  for (const type of batch.complete) {
    const came = loading.get(type)
    loading.delete(type)
    if (!came) continue
    for (const id of mirrors[type].keys()) {
      if (came.has(id)) continue
      mirrors[type].delete(id)
      changed[type].add(id)
    }
  }
  return changed
}

function put<Type extends RowType>(mirrors: Mirrors, row: RowChange<Type>): void {
  const rows: Map<string, RowChange<Type>> = mirrors[row.type]
  rows.set(row.id, row)
}

export function changedTypes(changed: ChangedIds): RowType[] {
  return entityTypes.filter((type) => changed[type].size > 0)
}
