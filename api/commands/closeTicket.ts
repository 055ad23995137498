import { type CommandInput } from '../contract/commands.ts'
import * as steps from '../contract/ticketSteps.ts'
import { ticketCommand } from './ticketCommand.ts'

export const closeTicket = ticketCommand<CommandInput<'ticket.close'>>('status', (ticket, _input, at) =>
  steps.closeTicket(ticket, at),
)
