import { type PartLine } from '../../api/contract/partLine.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type AssignmentCommandName } from '../../api/contract/stateMachines.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import {
  acknowledgeTicket,
  assignTicket,
  cancelTicket,
  claimTicket,
  closeTicket,
  completeTicket,
  holdTicket,
  openTicket,
  releaseTicket,
  reopenTicket,
  resumeTicket,
  stepAssignment,
  takeOverTicket,
} from '../../api/contract/ticketSteps.ts'
import { type Command } from '../link/messages.ts'
import { patched, withoutNulls } from './patched.ts'
import { type StoredCommand } from './replicaStore.ts'

/** A ticket as it will be: undefined where there is none, and none comes of the command. */
export function onTicket(ticket: Ticket | undefined, stored: StoredCommand, user: SessionUser): Ticket | undefined {
  const { command, id, sentAt: at } = stored
  if (command.name === 'ticket.create') return ticket ?? draftTicket(command.input, at)
  if (!ticket) return undefined
  switch (command.name) {
    case 'ticket.update':
      return patched(ticket, command.input)
    case 'ticket.open':
      return openTicket(ticket)
    case 'ticket.assign':
      return assignTicket(ticket, { id, technicianId: command.input.technicianId }, at, command.input)
    case 'ticket.take-over':
      return takeOverTicket(ticket, { id, technicianId: command.input.technicianId }, command.input.reason, at)
    case 'ticket.claim':
      return user.technicianId ? claimTicket(ticket, { id, technicianId: user.technicianId }, at) : ticket
    case 'ticket.release':
      return releaseTicket(ticket, command.input.technicianId, at)
    case 'ticket.hold':
      return holdTicket(ticket, command.input.reason, at)
    case 'ticket.resume':
      return resumeTicket(ticket, at)
    case 'ticket.complete':
      return completeTicket(ticket, command.input.disposition, at)
    case 'ticket.close':
      return closeTicket(ticket, at)
    case 'ticket.reopen':
      return reopenTicket(ticket)
    case 'ticket.cancel':
      return cancelTicket(ticket, command.input.reason, at)
    case 'ticket.acknowledge':
      return acknowledgeTicket(ticket, { id: user.id, name: user.name }, at)
    case 'ticket.ask-part':
      return withPart(ticket, command.input, { id, state: 'asked', at, by: { id: user.id, name: user.name } })
    case 'ticket.drop-part':
      return settledPart(ticket, command.input.partId, 'dropped')
    case 'ticket.use-part':
      return settledPart(ticket, command.input.partId, 'used')
    default:
      return onAssignment(ticket, command, at)
  }
}

function onAssignment(ticket: Ticket, command: Command, at: string): Ticket {
  if (!isAssignmentCommand(command) || command.target === undefined) return ticket
  const name = command.name.slice('assignment.'.length) as AssignmentCommandName
  const input: { reason?: string; disposition?: string } = command.input
  return stepAssignment(ticket, { assignmentId: command.target, command: name, ...input }, at)
}

function isAssignmentCommand(command: Command): command is Extract<Command, { name: `assignment.${string}` }> {
  return command.name.startsWith('assignment.')
}

/** Number 0: the server has not given it one yet. */
function draftTicket(input: Extract<Command, { name: 'ticket.create' }>['input'], at: string): Ticket | undefined {
  const { id, scheduledFor, ...given } = withoutNulls(input)
  if (id === undefined) return undefined
  return {
    description: '',
    ...given,
    ...(scheduledFor === undefined ? {} : { scheduledFor: new Date(scheduledFor).toISOString() }),
    id,
    number: 0,
    version: 0,
    status: 'new',
    parts: [],
    assignments: [],
    assigneeIds: [],
    counts: { comments: 0, timeEntries: 0, attachments: 0 },
    createdAt: at,
    updatedAt: at,
  }
}

/** One from the inventory gets its name from the server. */
function withPart(
  ticket: Ticket,
  { name, quantity = 1, inventoryId }: Extract<Command, { name: 'ticket.ask-part' }>['input'],
  line: Pick<PartLine, 'id' | 'state' | 'at' | 'by'>,
): Ticket {
  if (name === undefined) return ticket
  const asked: PartLine = { ...line, name, quantity, ...(inventoryId === undefined ? {} : { inventoryId }) }
  return { ...ticket, parts: [...ticket.parts, asked] }
}

function settledPart(ticket: Ticket, partId: string | undefined, state: PartLine['state']): Ticket {
  return { ...ticket, parts: ticket.parts.map((each) => (each.id === partId ? { ...each, state } : each)) }
}
