import { type CommandInput } from '../contract/commands.ts'
import * as steps from '../contract/ticketSteps.ts'
import { ticketCommand } from './ticketCommand.ts'

export const cancelTicket = ticketCommand<CommandInput<'ticket.cancel'>>('status', (ticket, { reason }, at) =>
  steps.cancelTicket(ticket, reason, at),
)
