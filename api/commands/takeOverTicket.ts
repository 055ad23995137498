import { v7 as newId } from 'uuid'
import { type CommandInput } from '../contract/commands.ts'
import * as steps from '../contract/ticketSteps.ts'
import { assignableTechnician, warningsFor } from './assignTicket.ts'
import { lockTicket } from './lockTicket.ts'
import { requireStaff } from './rights.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** A dispatcher gives a ticket to one technician in place of all who are on it; the reason stays with their assignments. */
export const takeOverTicket: Command<CommandInput<'ticket.take-over'>> = async (tx, { id, input }) => {
  const { technicianId, reason } = input
  const locked = await lockTicket(tx, id)
  requireStaff(tx.principal)
  const technician = await assignableTechnician(tx, technicianId)
  const next = steps.takeOverTicket(locked.ticket, { id: newId(), technicianId }, reason.trim(), tx.at)
  const written = await saveTicket(tx, locked, next, 'taken_over')
  const warnings = warningsFor(technician)
  return warnings.length > 0 ? { ...written, warnings } : written
}
