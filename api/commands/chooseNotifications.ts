import { type ChosenNotifications } from '../contract/notification.ts'
import { type Database } from '../db/Database.ts'
import { nextRevisions } from '../db/nextRevisions.ts'
import { isShown } from '../db/rows/notificationRow.ts'
import { type Principal } from '../contract/principal.ts'
import { write, type Transaction } from '../db/write.ts'

const steps = {
  read: { column: 'read_at', where: `read_at is null and ${isShown}` },
  // An alarm leaves the centre when it is over: clearing a list is not acknowledging.
  clear: { column: 'cleared_at', where: `kind <> 'alarm' and ${isShown}` },
} as const

/**
 * Marks some of one's own notifications, or all, as read, or takes them out of the centre. Once is as good as twice.
 * @returns how many it changed
 */
export async function chooseNotifications(
  db: Database,
  principal: Principal,
  step: keyof typeof steps,
  chosen: ChosenNotifications,
): Promise<number> {
  const outcome = await write(
    { db, principal },
    () => ({ status: 200 }),
    (tx) => mark(tx, step, chosen),
  )
  return outcome.kept ? 0 : outcome.value
}

async function mark(tx: Transaction, step: keyof typeof steps, chosen: ChosenNotifications): Promise<number> {
  const { column, where } = steps[step]
  const { userId } = tx.principal
  if (userId === null) return 0
  const revisions = await nextRevisions(tx, [userId])
  const ids = 'ids' in chosen ? chosen.ids : null
  const rows = await tx.query(
    `update notifications set ${column} = $2, revision = $3
     where user_id = $1 and ${where} and ($4::uuid[] is null or id = any($4)) returning id`,
    [userId, tx.at, revisions.get(userId), ids],
  )
  return rows.length
}
