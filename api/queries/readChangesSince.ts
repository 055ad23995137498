import { entityTypes, type EntityType } from '../contract/change.ts'
import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { isStaff } from '../contract/user.ts'
import { type AsReader, type Database, type Queryable } from '../db/Database.ts'
import { asReplica, headOf, readLiveByIds, rowsAndGone, type SyncAnswer, type SyncItem } from './readWorkingSet.ts'
import { technicianChanges } from './technicianChanges.ts'
import { since } from './touched.ts'

/**
 * What a replica that knows everything up to `from` has to change: rows as they are now, and `gone` for what was
 * deleted, has left this person's view, or has aged out of the working set.
 * @throws {Refused} gone, where the log no longer reaches back or their role has changed since: start over.
 * @throws {Refused} invalid_input, where `from` is above the head: it belongs to another database.
 */
export async function readChangesSince(db: Database, principal: Principal, from: number): Promise<SyncAnswer> {
  return db.compare(principal, async (service, asReader) => {
    const head = await headOf(service)
    if (from > head) throw new Refused('invalid_input', `since=${from} is above the head ${head}.`, { field: 'since' })
    await checkReach(service, principal, from)
    const items = isStaff(principal.role)
      ? await staffChanges(service, asReader, asReplica(principal), from)
      : await technicianChanges(service, asReader, principal, from)
    return { head, items }
  })
}

async function checkReach(db: Queryable, principal: Principal, from: number): Promise<void> {
  const [log] = await db.query<{ pruned_seq: number }>('select pruned_seq from relay_head')
  if (log && from < log.pruned_seq) {
    throw new Refused('gone', 'The change log no longer reaches back that far: start over without since.')
  }
  const changedRole = await db.query(
    `select 1 from changes where entity_id = $2 and type = 'user' and 'role' = any(changed) and action = 'update'
     and ${since} limit 1`,
    [from, principal.userId],
  )
  if (changedRole.length > 0) throw new Refused('gone', 'Your role has changed: start over without since.')
}

async function staffChanges(
  db: Queryable,
  asReader: AsReader,
  principal: Principal,
  from: number,
): Promise<SyncItem[]> {
  const touched = await db.query<{ type: EntityType; id: string; version: number }>(
    `select type, entity_id as id, max(version) as version from changes
     where ${since} and type = any($2) group by type, entity_id`,
    [from, entityTypes],
  )
  return asReader(async () => {
    const items: SyncItem[] = []
    for (const [type, group] of Map.groupBy(touched, (each) => each.type)) {
      const ids = group.map((each) => each.id)
      items.push(...rowsAndGone(type, group, await readLiveByIds(db, principal, type, ids)))
    }
    return items
  })
}
