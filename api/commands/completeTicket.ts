import { type CommandInput } from '../contract/commands.ts'
import * as steps from '../contract/ticketSteps.ts'
import { ticketCommand } from './ticketCommand.ts'

export const completeTicket = ticketCommand<CommandInput<'ticket.complete'>>('status', (ticket, { disposition }, at) =>
  steps.completeTicket(ticket, disposition, at),
)
