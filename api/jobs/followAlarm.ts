import { type Queryable } from '../db/Database.ts'
import { alarmTurn } from './alarmTurn.ts'
import { type ChangeForNotifying } from './notificationContext.ts'
import { stableId } from './storeNotifications.ts'

/**
 * Begins or ends the alarm of the ticket that changed, in the transaction that moves the notifier's cursor: neither happens
 * twice. Its steps are climbAlarms' to take. Call it before looking for what is to be withdrawn: it waits for a step that is
 * being taken.
 */
export async function followAlarm(tx: Queryable, { id, fact }: ChangeForNotifying, now: Date): Promise<void> {
  const turn = alarmTurn(fact)
  if (turn === 'begins') {
    await tx.query(
      `insert into alarms (id, ticket_id, began_at, began_by, due_at)
       select $1, id, $3, $4, $3 from tickets where id = $2 on conflict do nothing`,
      [stableId('alarm', id), fact.entityId, now.toISOString(), fact.by.id],
    )
  } else if (turn === 'ends') {
    await tx.query('update alarms set ended_at = $2, due_at = null where ticket_id = $1 and ended_at is null', [
      fact.entityId,
      now.toISOString(),
    ])
  }
}
