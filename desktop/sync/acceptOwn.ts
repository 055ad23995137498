import { isActive } from '../../api/contract/assignment.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type Command } from '../link/messages.ts'
import { type Replica } from './Replica.ts'

/**
 * The command by which the user accepts their own part of a ticket.
 * @throws {Refused} where they have none any more
 */
export function acceptOwn(replica: Replica, user: SessionUser | undefined, ticketId: string): Command {
  // A row of type ticket holds a ticket: serverMessages.ts.
  const ticket = replica.get('ticket', ticketId)?.data as Ticket | undefined
  const own = ticket?.assignments.find((each) => each.technicianId === user?.technicianId && isActive(each))
  if (!own) throw new Refused('not_found', 'You are not assigned to this ticket any more.')
  return { name: 'assignment.accept', target: own.id, input: {} }
}
