import { type AssignmentCommandName } from '../../api/contract/stateMachines.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Technician } from '../../api/contract/technician.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import {
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
} from '../../api/contract/ticketSteps.ts'
import { type Command, type Rows, type RowType } from '../link/messages.ts'
import { type StoredCommand } from './replicaStore.ts'

/**
 * What a row will look like once the server has carried out a waiting command: the contract's own steps, so that both
 * sides agree. Undefined for a row that will be gone.
 * A step that the row as it is now does not allow leaves it unchanged: the server will say what it thinks of that.
 */
export function applyOptimistically<Type extends RowType>(
  type: Type,
  row: Rows[Type] | undefined,
  stored: StoredCommand,
  user: SessionUser,
): Rows[Type] | undefined
export function applyOptimistically(
  type: RowType,
  row: Rows[RowType] | undefined,
  stored: StoredCommand,
  user: SessionUser,
): Rows[RowType] | undefined {
  if (stored.command.name.endsWith('.delete')) return undefined
  try {
    if (type === 'ticket') return onTicket(row as Ticket | undefined, stored, user)
    if (type === 'site') return onSite(row as Site | undefined, stored)
    if (type === 'technician') return row && onTechnician(row as Technician, stored.command)
    return row && stored.command.name === 'user.update' ? patched(row, stored.command.input) : row
  } catch (error) {
    if (error instanceof Refused) return row
    throw error
  }
}

function onTicket(ticket: Ticket | undefined, stored: StoredCommand, user: SessionUser): Ticket | undefined {
  const { command, id, sentAt: at } = stored
  if (command.name === 'ticket.create') return ticket ?? draftTicket(command.input, at)
  if (!ticket) return undefined
  switch (command.name) {
    case 'ticket.update':
      return patched(ticket, command.input)
    case 'ticket.open':
      return openTicket(ticket)
    case 'ticket.assign':
      return assignTicket(ticket, { id, technicianId: command.input.technicianId }, at)
    case 'ticket.claim':
      return user.technicianId ? claimTicket(ticket, { id, technicianId: user.technicianId }, at) : ticket
    case 'ticket.release':
      return releaseTicket(ticket, command.input.technicianId, at)
    case 'ticket.hold':
      return holdTicket(ticket, command.input.reason)
    case 'ticket.resume':
      return resumeTicket(ticket)
    case 'ticket.complete':
      return completeTicket(ticket, command.input.disposition, at)
    case 'ticket.close':
      return closeTicket(ticket, at)
    case 'ticket.reopen':
      return reopenTicket(ticket)
    case 'ticket.cancel':
      return cancelTicket(ticket, command.input.reason, at)
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
    assignments: [],
    assigneeIds: [],
    counts: { comments: 0, timeEntries: 0, attachments: 0 },
    createdAt: at,
    updatedAt: at,
  }
}

function onSite(site: Site | undefined, { command, sentAt: at }: StoredCommand): Site | undefined {
  if (command.name === 'site.update') return site && patched(site, command.input)
  if (command.name !== 'site.create' || site) return site
  const { id, timeZone = 'UTC', ...given } = withoutNulls(command.input)
  return id === undefined ? undefined : { ...given, id, timeZone, version: 0, createdAt: at, updatedAt: at }
}

function onTechnician(technician: Technician, command: Command): Technician {
  if (command.name === 'technician.update') return patched(technician, command.input)
  if (command.name === 'technician.duty') return { ...technician, duty: command.input.duty }
  if (command.name !== 'technician.status') return technician
  const { status, reason } = command.input
  // What they work on shows again when a break ends; only the server knows what that comes to.
  if (status === 'available' && technician.currentAssignment) return technician
  return { ...technician, status, statusReason: reason }
}

type WithoutNulls<T> = { [Key in keyof T]: Exclude<T[Key], null> }

function withoutNulls<T extends object>(value: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as WithoutNulls<T>
}

/** `null` clears a field, as in the contract's patches. */
function patched<T extends object>(row: T, patch: object): T {
  const cleared = Object.entries(patch).filter(([, value]) => value === null)
  return { ...row, ...patch, ...Object.fromEntries(cleared.map(([name]) => [name, undefined])) }
}
