import { type CommandInput } from '../contract/commands.ts'
import { Refused } from '../contract/errors.ts'
import * as steps from '../contract/ticketSteps.ts'
import { lockTicket } from './lockTicket.ts'
import { requireStaff } from './rights.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** Ends the alarm of a critical ticket for everybody whom it has reached. */
export const acknowledgeTicket: Command<CommandInput<'ticket.acknowledge'>> = async (tx, { id }) => {
  const locked = await lockTicket(tx, id)
  requireStaff(tx.principal)
  const { userId, name } = tx.principal
  if (userId === null) throw new Refused('forbidden', 'Only a person takes note of something.')
  return saveTicket(tx, locked, steps.acknowledgeTicket(locked.ticket, { id: userId, name }, tx.at), 'acknowledged')
}
