import { type CommandInput } from '../contract/commands.ts'
import { timeEntryColumns, toTimeEntry, type TimeEntryRow } from '../db/rows/timeEntryRow.ts'
import { checkVersion } from './checkVersion.ts'
import { deleteHanging } from './deleteHanging.ts'
import { lockHanging } from './lockHanging.ts'
import { lockTicket } from './lockTicket.ts'
import { requireOwner } from './updateTimeEntry.ts'
import { type Command } from './Written.ts'

export const deleteTimeEntry: Command<CommandInput<'time-entry.delete'>> = async (tx, { parent, id, baseVersion }) => {
  const locked = await lockTicket(tx, parent)
  const { id: ticketId } = locked.ticket
  const row = await lockHanging<TimeEntryRow>(tx, 'time entry', timeEntryColumns, { ticketId, id })
  requireOwner(tx, row)
  checkVersion(row, baseVersion)
  return deleteHanging(
    tx,
    locked,
    { type: 'time_entry', table: 'time_entries', count: 'timeEntries' },
    toTimeEntry(row),
  )
}
