import { v7 as newId } from 'uuid'
import { type CommandInput } from '../contract/commands.ts'
import { notFound, Refused } from '../contract/errors.ts'
import * as steps from '../contract/ticketSteps.ts'
import { lockAnyTicket, seesTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/**
 * A technician takes an unassigned ticket. Of two who claim at once the first wins; the other one, who saw it when they
 * asked, learns only that it is taken.
 */
export const claimTicket: Command<CommandInput<'ticket.claim'>> = async (tx, { id }) => {
  const { technicianId } = tx.principal
  if (!(await seesTicket(tx, id))) throw notFound('ticket')
  if (technicianId === undefined) {
    throw new Refused('forbidden', 'Only technicians claim tickets; assign it to someone instead.')
  }
  const locked = await lockAnyTicket(tx, id)
  if (!locked) throw notFound('ticket')
  if (!(await seesTicket(tx, id))) throw new Refused('already_assigned', 'Someone else has just taken this ticket.')
  const next = steps.claimTicket(locked.ticket, { id: newId(), technicianId }, tx.at)
  return saveTicket(tx, locked, next, 'claimed')
}
