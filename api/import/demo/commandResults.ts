import { Value } from 'typebox/value'
import { isActive } from '../../contract/assignment.ts'
import { Ticket } from '../../contract/ticket.ts'
import { type Written } from '../../commands/Written.ts'

/** The ticket that a command gave back. */
export function ticketIn(written: Written): Ticket {
  if (Value.Check(Ticket, written.data)) return written.data
  throw new Error(`a command on ${written.type} ${written.id} gave back no ticket`)
}

/** The active assignment of one technician. */
export function assignmentFor(ticket: Ticket, technicianId: string | undefined): string {
  const found = ticket.assignments.find((each) => isActive(each) && each.technicianId === technicianId)
  if (!found) throw new Error(`ticket ${ticket.number} has no active assignment of ${technicianId ?? 'anybody'}`)
  return found.id
}
