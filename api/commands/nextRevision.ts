import { type Transaction } from '../db/write.ts'

/** Of one's own notifications: every device is told once more. */
export async function nextRevision(tx: Transaction): Promise<number> {
  const [state] = await tx.query<{ revision: number }>(
    `insert into notification_states (user_id, revision) values ($1, 1)
     on conflict (user_id) do update set revision = notification_states.revision + 1 returning revision`,
    [tx.principal.userId],
  )
  return state?.revision ?? 0
}
