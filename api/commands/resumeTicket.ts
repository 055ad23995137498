import { type CommandInput } from '../contract/commands.ts'
import * as steps from '../contract/ticketSteps.ts'
import { ticketCommand } from './ticketCommand.ts'

export const resumeTicket = ticketCommand<CommandInput<'ticket.resume'>>('status', (ticket, _input, at) =>
  steps.resumeTicket(ticket, at),
)
