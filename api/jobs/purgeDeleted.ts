import { type Database } from '../db/Database.ts'

/** Tickets that were deleted over 30 days ago can no longer be restored; they go, with all that hangs on them. */
export async function purgeDeleted(db: Database): Promise<number> {
  const before = new Date(db.now().getTime() - 30 * 24 * 3600 * 1000).toISOString()
  const gone = await db.service((service) =>
    service.query('delete from tickets where deleted_at < $1 returning id', [before]),
  )
  return gone.length
}
