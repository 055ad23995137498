import { type EntityType } from '../contract/change.ts'
import { Refused } from '../contract/errors.ts'
import { type Transaction } from '../db/write.ts'

export interface Patched {
  type: EntityType
  /** The row as it is now, under its lock. */
  current: { id: string; version: number }
  /** The fields that the patch would change. */
  fields: readonly string[]
  baseVersion: number | undefined
}

/**
 * Field-wise merging. Rule W3: a patch made while looking at an older version goes through where nobody else has changed
 * the same fields since; one's own changes since then are no conflict (two edits made offline in a row).
 * @throws {Refused} conflict with `{fields, current}`: the fields in dispute and the row as it is.
 */
export async function checkBase(tx: Transaction, { type, current, fields, baseVersion }: Patched): Promise<void> {
  if (baseVersion === undefined || baseVersion === current.version || fields.length === 0) return
  const rows = await tx.query<{ changed: string[]; by_id: string | null }>(
    'select changed, by_id from changes where entity_id = $1 and type = $2 and version > $3',
    [current.id, type, baseVersion],
  )
  // The log is pruned after 30 days; where it does not reach back, nobody can say what changed, so everything may have.
  const known = rows.length === current.version - baseVersion
  const theirs = new Set(rows.filter((row) => row.by_id !== tx.principal.userId).flatMap((row) => row.changed))
  const disputed = known ? fields.filter((field) => theirs.has(field)) : fields
  if (disputed.length === 0) return
  throw new Refused('conflict', `Someone else has changed ${disputed.join(', ')} meanwhile.`, {
    fields: disputed,
    current,
  })
}
