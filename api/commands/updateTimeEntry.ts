import { Refused } from '../contract/errors.ts'
import { type UpdateTimeEntry } from '../contract/timeEntry.ts'
import { isStaff } from '../contract/user.ts'
import { timeEntryColumns, toTimeEntry, type TimeEntryRow } from '../db/rows/timeEntryRow.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields, pickFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { checkTimeSpan, lockTimeOf } from './checkTimeSpan.ts'
import { lockHanging } from './lockHanging.ts'
import { lockTicket } from './lockTicket.ts'
import { type Command } from './Written.ts'

/** By whose time it is, or a dispatcher. */
export const updateTimeEntry: Command<UpdateTimeEntry> = async (tx, { parent, id, input, baseVersion }) => {
  const { ticket } = await lockTicket(tx, parent)
  const row = await lockHanging<TimeEntryRow>(tx, 'time entry', timeEntryColumns, { ticketId: ticket.id, id })
  requireOwner(tx, row)
  const before = toTimeEntry(row)
  const wanted = toTimeEntry({
    ...row,
    ...(input.startedAt === undefined ? {} : { started_at: new Date(input.startedAt).toISOString() }),
    ...(input.endedAt === undefined ? {} : { ended_at: input.endedAt && new Date(input.endedAt).toISOString() }),
    ...(input.note === undefined ? {} : { note: input.note }),
  })
  const changed = changedFields(before, wanted)
  if (changed.length === 0) return { status: 200, type: 'time_entry', id, version: before.version, data: before }
  await checkBase(tx, { type: 'time_entry', current: before, fields: changed, baseVersion })
  await lockTimeOf(tx, row.technician_id, row.user_id)
  await checkTimeSpan(tx, { id, personId: row.person_id, startedAt: wanted.startedAt, endedAt: wanted.endedAt })
  const [saved] = await tx.query<TimeEntryRow>(
    `update time_entries set started_at = $2, ended_at = $3, note = $4, version = version + 1, updated_at = $5
     where id = $1 returning ${timeEntryColumns}`,
    [id, wanted.startedAt, wanted.endedAt ?? null, wanted.note ?? null, tx.at],
  )
  if (!saved) throw new Error(`time entry ${id} vanished while it was locked`)
  const after = toTimeEntry(saved)
  tx.announce({
    type: 'time_entry',
    action: 'update',
    id,
    ticketId: ticket.id,
    version: after.version,
    changed,
    data: after,
    before: pickFields(before, changed),
  })
  return { status: 200, type: 'time_entry', id, version: after.version, data: after }
}

export function requireOwner(tx: Transaction, row: Pick<TimeEntryRow, 'user_id' | 'technician_id'>): void {
  const { role, userId, technicianId } = tx.principal
  const isTheirs = (row.technician_id !== null && row.technician_id === technicianId) || row.user_id === userId
  if (!isStaff(role) && !isTheirs) throw new Refused('forbidden', 'You may change your own time, not that of others.')
}
