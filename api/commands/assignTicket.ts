import { v7 as newId } from 'uuid'
import { isActive } from '../contract/assignment.ts'
import { type CommandInput } from '../contract/commands.ts'
import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Ticket } from '../contract/ticket.ts'
import * as steps from '../contract/ticketSteps.ts'
import { type Warning } from '../contract/warnings.ts'
import { technicianColumns, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { type Transaction } from '../db/write.ts'
import { lockTicket } from './lockTicket.ts'
import { requireStaff } from './rights.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** Assigns a technician, also one who is off shift or busy: then with a warning, since the dispatcher knows best. */
export const assignTicket: Command<CommandInput<'ticket.assign'>> = async (tx, { id, input }) => {
  const { technicianId, ifUnassigned } = input
  const locked = await lockTicket(tx, id)
  requireStaff(tx.principal)
  const technician = await assignableTechnician(tx, technicianId)
  const { assigneeIds } = locked.ticket
  if (ifUnassigned && assigneeIds.length > 0 && !assigneeIds.includes(technicianId)) {
    throw steps.taken(await whoWasQuicker(tx, locked.ticket))
  }
  const next = steps.assignTicket(locked.ticket, { id: newId(), technicianId }, tx.at)
  const written = await saveTicket(tx, locked, next, 'assigned')
  const warnings = warningsFor(technician)
  return warnings.length > 0 ? { ...written, warnings } : written
}

/** The latest of those who are on it, and who brought them there. */
async function whoWasQuicker(tx: Transaction, ticket: Ticket): Promise<steps.Taken> {
  const last = ticket.assignments.findLast(isActive)
  const [row] = await tx.query<{ name: string; by_name: string | null }>(
    `select name, (select by_name from changes where ticket_id = $2 and type = 'ticket' and at = $3
       and action in ('assigned', 'claimed', 'taken_over') order by id desc limit 1) as by_name
     from technicians where id = $1`,
    [last?.technicianId, ticket.id, last?.assignedAt],
  )
  return {
    technicianId: last?.technicianId ?? '',
    at: last?.assignedAt ?? tx.at,
    technician: row?.name,
    by: row?.by_name ?? undefined,
  }
}

export async function assignableTechnician(tx: Transaction, id: string): Promise<TechnicianRow> {
  const [row] = isId(id)
    ? await tx.query<TechnicianRow>(
        `select ${technicianColumns} from technicians where id = $1 and active and deleted_at is null`,
        [id],
      )
    : []
  if (!row) {
    throw new Refused('invalid_input', 'There is no such technician, or they are no longer active.', {
      field: 'technicianId',
    })
  }
  return row
}

const freeStatuses = new Set<TechnicianRow['status']>(['available', 'assigned'])

export function warningsFor(technician: TechnicianRow): Warning[] {
  const warnings: Warning[] = []
  if (technician.duty === 'off_shift') {
    warnings.push({ code: 'technician_off_shift', message: `${technician.name} is off shift.` })
  }
  if (!freeStatuses.has(technician.status)) {
    const status = technician.status.replaceAll('_', ' ')
    warnings.push({ code: 'technician_busy', message: `${technician.name} is ${status}.` })
  }
  return warnings
}
