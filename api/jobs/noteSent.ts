import { systemPrincipal } from '../contract/principal.ts'
import { noteReceipt } from '../contract/ticketSteps.ts'
import { lockAnyTicket } from '../commands/lockTicket.ts'
import { saveTicket } from '../commands/saveTicket.ts'
import { type Database } from '../db/Database.ts'
import { write } from '../db/write.ts'

/** Within this a device has usually said that it got it, and both are told in one change instead of two. */
const usual = 10_000
const newsFor = 3_600_000
/** In one look; the rest in the next. */
const most = 100

/**
 * Says of assignments that have left for their technician and did not arrive when that was: the time at which the relay
 * sent the change that made them.
 * @returns of how many
 */
export async function noteSent(db: Database): Promise<number> {
  const now = db.now().getTime()
  const at = (ago: number): string => new Date(now - ago).toISOString()
  const rows = await db.service((tx) =>
    tx.query<{ id: string; ticket_id: string; sent_at: string }>(
      `select distinct on (assignments.id) assignments.id, assignments.ticket_id, changes.sent_at
       from assignments join technicians on technicians.id = technician_id and user_id is not null
       join changes on changes.ticket_id = assignments.ticket_id and changes.type = 'ticket'
         and changes.action = 'assigned' and changes.at = assigned_at
       where assignments.active and delivered_at is null and assignments.sent_at is null and changes.sent_at is not null
         and assigned_at between $1 and $2
       order by assignments.id limit ${most}`,
      [at(newsFor), at(usual)],
    ),
  )
  for (const { id, ticket_id, sent_at } of rows) {
    await write(
      { db, principal: systemPrincipal('Signalbox') },
      () => ({ status: 200 }),
      async (tx) => {
        const locked = await lockAnyTicket(tx, ticket_id)
        if (!locked) return
        const next = noteReceipt(locked.ticket, { assignmentId: id, step: 'sent', at: sent_at })
        await saveTicket(tx, locked, next, 'update')
      },
    )
  }
  return rows.length
}
