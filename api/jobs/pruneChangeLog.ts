import { type Database } from '../db/Database.ts'

/** Rows deleted in one transaction, so that a long backlog never holds locks for long. */
const batch = 5_000

/**
 * Forgets changes that are older than the change log is to reach back. Rule J1: `pruned_seq` says how far it was pruned, in
 * the same transaction, so a replica that is behind that is told to start over instead of missing something.
 * The newest list of each technician's assignments stays: it is what their retained topic is seeded from.
 * @returns how many were deleted
 */
export async function pruneChangeLog(db: Database, days: number): Promise<number> {
  const before = new Date(db.now().getTime() - days * 24 * 3600 * 1000).toISOString()
  let pruned = 0
  for (;;) {
    const count = await db.service(async (service) => {
      const rows = await service.query<{ seq: number }>(
        `delete from changes where id in (
           select id from changes where at < $1 and seq is not null and not (type = 'assignments' and version =
             (select assignments_version from technicians where technicians.id = changes.entity_id))
           order by seq limit ${batch})
         returning seq`,
        [before],
      )
      const last = rows.reduce((max, row) => Math.max(max, row.seq), 0)
      if (last > 0) await service.query('update relay_head set pruned_seq = greatest(pruned_seq, $1)', [last])
      return rows.length
    })
    pruned += count
    if (count < batch) return pruned
  }
}
