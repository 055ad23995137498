import { type CommandInput } from '../contract/commands.ts'
import * as steps from '../contract/ticketSteps.ts'
import { ticketCommand } from './ticketCommand.ts'

/** Triage: a new ticket has been looked at. */
export const openTicket = ticketCommand<CommandInput<'ticket.open'>>('status', steps.openTicket)
