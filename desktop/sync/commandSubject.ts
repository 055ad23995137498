import { type Command } from '../link/messages.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { ownId, rowTypeOf } from './commandRequest.ts'
import { type Replica, type RowKey } from './Replica.ts'
import { type StoredCommand } from './replicaStore.ts'

/** The row that will show a command while it waits; undefined where the server alone can make one. */
export function commandSubject(
  command: Command,
  replica: Replica,
  waiting: readonly StoredCommand[],
): RowKey | undefined {
  const { name, target } = command
  const id = ownId(command) ?? target
  if (id === undefined) return undefined
  if (!name.startsWith('assignment.')) return { type: rowTypeOf(name), id }
  // An assignment that is not confirmed yet goes by the id of the command that makes it (optimistic.ts).
  return waiting.find((each) => each.id === id)?.subject ?? ticketOfAssignment(replica, id)
}

function ticketOfAssignment(replica: Replica, assignmentId: string): RowKey | undefined {
  for (const { id, data } of replica.ofType('ticket')) {
    // A row of type ticket holds a ticket: serverMessages.ts.
    if ((data as Ticket).assignments.some((each) => each.id === assignmentId)) return { type: 'ticket', id }
  }
  return undefined
}
