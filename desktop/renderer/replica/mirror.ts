import { type RowChange, type RowsBatch, type RowType } from '../../link/messages.ts'

/** The rows of each type as the sync client last showed them. Whole rows are replaced, never changed inside. */
export type Mirrors = { [Type in RowType]: Map<string, RowChange<Type>> }

/** The ids of each type that look different now. */
export type ChangedIds = { [Type in RowType]: Set<string> }

/** Which types are being loaded anew, and what of them has come. */
export type Loading = Map<RowType, Set<string>>

const types = ['ticket', 'site', 'technician', 'user'] as const satisfies RowType[]

export function emptyMirrors(): Mirrors {
  return { ticket: new Map(), site: new Map(), technician: new Map(), user: new Map() }
}

function nothingChanged(): ChangedIds {
  return { ticket: new Set(), site: new Set(), technician: new Set(), user: new Set() }
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
  return types.filter((type) => changed[type].size > 0)
}
