import { isActive } from '../../api/contract/assignment.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type Command } from '../link/messages.ts'
import { type StoredCommand } from './replicaStore.ts'

/**
 * Until an assign or a claim is confirmed its assignment goes by the id of the command (optimistic.ts). Here is kept what
 * it is called since: also a step that a window sends a moment too late finds its assignment (S48).
 */
export class AssignmentIds {
  readonly #real = new Map<string, string>()

  /** The server answered with this ticket to the command that made the assignment. */
  learn({ id, command }: StoredCommand, ticket: Ticket, user: SessionUser | undefined): void {
    if (command.name !== 'ticket.assign' && command.name !== 'ticket.claim') return
    const technicianId = command.name === 'ticket.assign' ? command.input.technicianId : user?.technicianId
    const made = ticket.assignments.find((each) => isActive(each) && each.technicianId === technicianId)
    if (made) this.#real.set(id, made.id)
  }

  /** The same command, about the assignment under its real id where that is known. */
  resolve(command: Command): Command {
    const target = command.target === undefined ? undefined : this.#real.get(command.target)
    return target === undefined ? command : { ...command, target }
  }
}
