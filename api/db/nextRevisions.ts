import { type Queryable } from './Database.ts'

/**
 * The next revision of these people's notifications: every device of theirs is told once more. Their rows are locked until
 * the transaction ends, in one order for everybody, so that two of them wait for each other in one direction only.
 */
export async function nextRevisions(db: Queryable, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map()
  const rows = await db.query<{ user_id: string; revision: number }>(
    `insert into notification_states (user_id, revision)
     select distinct unnest($1::uuid[]) as user_id, 1 order by user_id
     on conflict (user_id) do update set revision = notification_states.revision + 1 returning user_id, revision`,
    [userIds],
  )
  return new Map(rows.map(({ user_id, revision }) => [user_id, revision]))
}
