import { type Database } from '../db/Database.ts'

const batch = 5_000

/** Forgets what is older than the audit is kept for. @returns how many entries */
export async function pruneAudit(db: Database, days: number): Promise<number> {
  const before = new Date(db.now().getTime() - days * 24 * 3600 * 1000).toISOString()
  let pruned = 0
  for (;;) {
    const gone = await db.asAuditor((auditor) =>
      auditor.query(
        `delete from audit where id in (select id from audit where at < $1 order by at limit ${batch}) returning id`,
        [before],
      ),
    )
    pruned += gone.length
    if (gone.length < batch) return pruned
  }
}
