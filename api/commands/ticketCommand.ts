import { type Action } from '../contract/change.ts'
import { type Principal } from '../contract/principal.ts'
import { type Ticket } from '../contract/ticket.ts'
import { lockTicket } from './lockTicket.ts'
import { requireStaff } from './rights.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** A command that takes one step of the ticket's machine: lock, look, ask who may, step, save. */
export function ticketCommand<Input>(
  action: Action,
  step: (ticket: Ticket, input: Input, at: string) => Ticket,
  require: (principal: Principal) => void = requireStaff,
): Command<Input> {
  return async (tx, { id, input }) => {
    const locked = await lockTicket(tx, id)
    require(tx.principal)
    return saveTicket(tx, locked, step(locked.ticket, input, tx.at), action)
  }
}
