import { type CommandInput } from '../contract/commands.ts'
import * as steps from '../contract/ticketSteps.ts'
import { ticketCommand } from './ticketCommand.ts'

export const holdTicket = ticketCommand<CommandInput<'ticket.hold'>>('status', (ticket, { reason }, at) =>
  steps.holdTicket(ticket, reason, at),
)
