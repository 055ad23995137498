import { isId } from '../contract/ids.ts'
import { type Database } from '../db/Database.ts'
import { type FileStore } from '../db/FileStore.ts'
import { pruneKeys } from '../db/idempotency.ts'
import { pruneAudit } from './pruneAudit.ts'
import { alertOverdue, alertPromises } from './alertOverdue.ts'
import { pruneChangeLog } from './pruneChangeLog.ts'
import { pruneNotifications } from './pruneNotifications.ts'
import { purgeDeleted } from './purgeDeleted.ts'
import { type Sweep } from './Sweeper.ts'

const hour = 3_600_000

export interface SweepOptions {
  db: Database
  files: FileStore
  changeLogDays: number
  auditDays: number
  /** What other modules have to forget. */
  sessions: { prune(): Promise<number> }
  snapshot: { prune(after: Date): number }
  /** Something of these people's notifications changed and is committed. */
  onNotified: (userIds: readonly string[]) => void
  /** Looks for notifications that another node made and could not tell of; undefined where there is no other. */
  lookForNotified: (() => void) | undefined
}

/** Everything that would otherwise grow without a bound, and what waits for its time. */
export function sweeps({
  db,
  files,
  changeLogDays,
  auditDays,
  sessions,
  snapshot,
  onNotified,
  lookForNotified,
}: SweepOptions): Sweep[] {
  return [
    { name: 'overdue assignments', every: hour / 720, run: () => alertOverdue(db, onNotified) },
    { name: 'overdue promises', every: hour / 240, run: () => alertPromises(db, onNotified) },
    ...(lookForNotified
      ? [
          {
            name: 'notified elsewhere',
            every: hour / 720,
            isOwn: true as const,
            run: async () => (lookForNotified(), 0),
          },
        ]
      : []),
    { name: 'change log', every: hour, run: () => pruneChangeLog(db, changeLogDays) },
    { name: 'audit', every: hour, run: () => pruneAudit(db, auditDays) },
    { name: 'idempotency keys', every: hour, run: () => db.service((service) => pruneKeys(service, db.now())) },
    { name: 'notifications', every: hour, run: () => pruneNotifications(db) },
    { name: 'deleted tickets', every: hour, run: () => purgeDeleted(db) },
    { name: 'files without a row', every: hour, run: () => files.sweep((ids) => attachmentsAmong(db, ids), db.now()) },
    { name: 'sessions', every: hour, run: () => sessions.prune() },
    {
      name: 'snapshot',
      every: hour,
      isOwn: true,
      run: async () => snapshot.prune(new Date(db.now().getTime() - 7 * 24 * hour)),
    },
  ]
}

async function attachmentsAmong(db: Database, ids: string[]): Promise<Set<string>> {
  const known = ids.filter(isId)
  const rows = await db.service((service) =>
    service.query<{ id: string }>('select id from attachments where id = any($1)', [known]),
  )
  return new Set(rows.map((row) => row.id))
}
