import { type Principal } from '../contract/principal.ts'
import { type ReportReceipts } from '../contract/receipt.ts'
import * as steps from '../contract/ticketSteps.ts'
import { type Database } from '../db/Database.ts'
import { write } from '../db/write.ts'
import { lockAnyTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'

type Reported = ReportReceipts['receipts'][number] & { ticketId: string; sentAt: string | undefined }

/**
 * A technician's device says which of their assignments it has got, and which they have seen. Those of others and those
 * that have ended are passed over. Each ticket in a transaction of its own: no two locks are ever waited for.
 * @returns of how many tickets it said something new
 */
export async function noteReceipts(
  db: Database,
  principal: Principal,
  { receipts }: ReportReceipts,
): Promise<{ changed: number }> {
  const own = await ownAssignments(db, principal, receipts)
  let changed = 0
  for (const [ticketId, about] of Map.groupBy(own, (each) => each.ticketId)) {
    const outcome = await write(
      { db, principal },
      () => ({ status: 200 }),
      async (tx) => {
        const locked = await lockAnyTicket(tx, ticketId)
        if (!locked) return false
        const next = about.reduce((ticket, { assignmentId, step, at = tx.at, sentAt }) => {
          const assignment = ticket.assignments.find(({ id }) => id === assignmentId)
          const when = between(assignment?.assignedAt ?? tx.at, at, tx.at)
          // It has been sent, or it could not have arrived: told with the first thing that is known of it.
          const sent = between(assignment?.assignedAt ?? tx.at, sentAt ?? when, when)
          const known = steps.noteReceipt(ticket, { assignmentId, step: 'sent', at: sent })
          return steps.noteReceipt(known, { assignmentId, step, at: when })
        }, locked.ticket)
        const { version } = await saveTicket(tx, locked, next, 'update')
        return version !== locked.ticket.version
      },
    )
    if (!outcome.kept && outcome.value) changed++
  }
  return { changed }
}

async function ownAssignments(
  db: Database,
  { technicianId }: Principal,
  receipts: ReportReceipts['receipts'],
): Promise<Reported[]> {
  if (technicianId === undefined) return []
  const rows = await db.service((tx) =>
    tx.query<{ id: string; ticket_id: string; sent_at: string | null }>(
      `select assignments.id, assignments.ticket_id, changes.sent_at from assignments
       left join changes on changes.ticket_id = assignments.ticket_id and changes.type = 'ticket'
         and changes.action = 'assigned' and changes.at = assigned_at
       where technician_id = $1 and assignments.id = any($2) and active and seen_at is null`,
      [technicianId, receipts.map(({ assignmentId }) => assignmentId)],
    ),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return receipts.flatMap((receipt) => {
    const row = byId.get(receipt.assignmentId)
    return row ? [{ ...receipt, ticketId: row.ticket_id, sentAt: row.sent_at ?? undefined }] : []
  })
}

/** A device's clock may be off: nothing arrives before it was assigned, or later than now. */
function between(earliest: string, at: string, latest: string): string {
  const time = Math.min(Math.max(Date.parse(at), Date.parse(earliest)), Date.parse(latest))
  return new Date(time).toISOString()
}
