import { v7 as newId } from 'uuid'
import { type CommandInput } from '../contract/commands.ts'
import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import * as steps from '../contract/ticketSteps.ts'
import { type Warning } from '../contract/warnings.ts'
import { technicianColumns, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { type Transaction } from '../db/write.ts'
import { lockTicket } from './lockTicket.ts'
import { requireStaff } from './rights.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** Assigns a technician, also one who is off shift or busy: then with a warning, since the dispatcher knows best. */
export const assignTicket: Command<CommandInput<'ticket.assign'>> = async (tx, { id, input: { technicianId } }) => {
  const locked = await lockTicket(tx, id)
  requireStaff(tx.principal)
  const technician = await assignableTechnician(tx, technicianId)
  const next = steps.assignTicket(locked.ticket, { id: newId(), technicianId }, tx.at)
  const written = await saveTicket(tx, locked, next, 'assigned')
  const warnings = warningsFor(technician)
  return warnings.length > 0 ? { ...written, warnings } : written
}

async function assignableTechnician(tx: Transaction, id: string): Promise<TechnicianRow> {
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

function warningsFor(technician: TechnicianRow): Warning[] {
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
