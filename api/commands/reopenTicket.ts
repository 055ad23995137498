import { type CommandInput } from '../contract/commands.ts'
import { reopenTicket as reopened } from '../contract/ticketSteps.ts'
import { workingSetDays } from '../db/rows/entityTables.ts'
import { announceHanging } from './announceHanging.ts'
import { lockTicket } from './lockTicket.ts'
import { requireStaff } from './rights.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** A day less than replicas keep what was closed: what some of them may have let go by now is sent again. */
const surelyHeld = (workingSetDays - 1) * 24 * 3600 * 1000

export const reopenTicket: Command<CommandInput<'ticket.reopen'>> = async (tx, { id }) => {
  const locked = await lockTicket(tx, id)
  requireStaff(tx.principal)
  const { ticket } = locked
  const written = await saveTicket(tx, locked, reopened(ticket), 'status')
  const ended = ticket.completedAt ?? ticket.closedAt
  if (ended !== undefined && Date.parse(tx.at) - Date.parse(ended) > surelyHeld)
    await announceHanging(tx, id, 'restored')
  return written
}
