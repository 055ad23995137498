import { type Ticket } from '../../../api/contract/ticket.ts'
import { type Command } from '../../link/messages.ts'
import { holdReasons } from '../../../api/contract/ticket.ts'
import { useCommands } from '../commands/useCommands.ts'
import { assignCommand, ticketSteps } from '../ticket/nextSteps.ts'
import { useStatus } from '../replica/useStatus.ts'
import { priorityOf } from './stateOf.ts'
import { useSelection } from './useSelection.ts'
import { useTicketList } from './useTicketList.ts'

/** One command for each marked ticket that allows it; the others are left as they are. */
export function useMarked() {
  const list = useTicketList()
  const selection = useSelection()
  const commands = useCommands()
  const status = useStatus()

  function forEach(toCommand: (ticket: Ticket) => Command | undefined): void {
    for (const id of selection.marked) {
      const row = list.rowOf(id)
      const command = row && toCommand(row.ticket)
      if (command) void commands.send(command)
    }
    selection.unmark()
  }

  function allows(ticket: Ticket, step: string): boolean {
    return status.user !== undefined && ticketSteps(ticket, status.user).some(({ command }) => command === step)
  }

  return {
    assign: (technicianId: string) =>
      forEach((ticket) =>
        allows(ticket, 'assign') && !ticket.assigneeIds.includes(technicianId)
          ? assignCommand(ticket.id, technicianId, ticket.assigneeIds.length === 0)
          : undefined,
      ),
    setPriority: (id: string) =>
      forEach((ticket) =>
        ticket.priority === id
          ? undefined
          : { name: 'ticket.update', target: ticket.id, input: { priority: priorityOf(id) } },
      ),
    hold: (id: string) => {
      const reason = holdReasons.find((each) => each === id)
      forEach((ticket) =>
        reason && allows(ticket, 'hold') ? { name: 'ticket.hold', target: ticket.id, input: { reason } } : undefined,
      )
    },
    close: () =>
      forEach((ticket) =>
        allows(ticket, 'close') ? { name: 'ticket.close', target: ticket.id, input: {} } : undefined,
      ),
    release: () =>
      forEach((ticket) =>
        allows(ticket, 'release') ? { name: 'ticket.release', target: ticket.id, input: {} } : undefined,
      ),
  }
}
