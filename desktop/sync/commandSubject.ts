import { type Command } from '../link/messages.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type Replica, type RowKey } from './Replica.ts'
import { type StoredCommand } from './replicaStore.ts'

/** The row that will show a command while it waits; undefined where the server alone can make one. */
export function commandSubject(
  command: Command,
  replica: Replica,
  waiting: readonly StoredCommand[],
): RowKey | undefined {
  if (command.name === 'ticket.create' || command.name === 'site.create') {
    const { id } = command.input
    return id === undefined ? undefined : { type: command.name === 'ticket.create' ? 'ticket' : 'site', id }
  }
  const { name, target } = command
  if (target === undefined) return undefined
  if (name.startsWith('ticket.')) return { type: 'ticket', id: target }
  if (name.startsWith('site.')) return { type: 'site', id: target }
  if (name.startsWith('technician.')) return { type: 'technician', id: target }
  if (name.startsWith('user.')) return { type: 'user', id: target }
  // An assignment that is not confirmed yet goes by the id of the command that makes it (optimistic.ts).
  return waiting.find(({ id }) => id === target)?.subject ?? ticketOfAssignment(replica, target)
}

function ticketOfAssignment(replica: Replica, assignmentId: string): RowKey | undefined {
  for (const { id, data } of replica.ofType('ticket')) {
    // A row of type ticket holds a ticket: serverMessages.ts.
    if ((data as Ticket).assignments.some((each) => each.id === assignmentId)) return { type: 'ticket', id }
  }
  return undefined
}
