import { type CommandInput } from '../contract/commands.ts'
import { Refused } from '../contract/errors.ts'
import { isStaff } from '../contract/user.ts'
import * as steps from '../contract/ticketSteps.ts'
import { lockTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** Dispatchers release anyone, or everyone at once; a technician only themselves. */
export const releaseTicket: Command<CommandInput<'ticket.release'>> = async (tx, { id, input }) => {
  const locked = await lockTicket(tx, id)
  const { role, technicianId: own } = tx.principal
  const technicianId = isStaff(role) ? input.technicianId : (input.technicianId ?? own)
  if (!isStaff(role) && technicianId !== own) {
    throw new Refused('forbidden', 'You may release yourself, not others.')
  }
  return saveTicket(tx, locked, steps.releaseTicket(locked.ticket, technicianId, tx.at), 'released')
}
