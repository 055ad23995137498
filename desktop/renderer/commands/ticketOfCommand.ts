import { type Command, type RowChange } from '../../link/messages.ts'

/** The ticket that a command is about; undefined where it is about none, or one that is not in sight. */
export function ticketOfCommand(
  command: Command,
  tickets: ReadonlyMap<string, RowChange<'ticket'>>,
): string | undefined {
  if (command.name === 'ticket.create') return command.input.id
  if (command.parent !== undefined) return command.parent
  if (command.name.startsWith('ticket.')) return command.target
  if (!command.name.startsWith('assignment.')) return undefined
  for (const { id, data } of tickets.values()) {
    if (data.assignments.some((assignment) => assignment.id === command.target)) return id
  }
  return undefined
}
