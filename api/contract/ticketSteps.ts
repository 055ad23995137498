import { isAlarming } from './alarm.ts'
import { isActive, stateTime, type Assignment, type AssignmentState } from './assignment.ts'
import { Refused } from './errors.ts'
import { type ReceiptStep } from './receipt.ts'
import { assignmentMachine, checkStep, ticketMachine, type AssignmentCommandName } from './stateMachines.ts'
import { afterHold } from './sla.ts'
import { type HoldReason, type Ticket, type TicketStatus } from './ticket.ts'

/**
 * What each command does to a ticket: pure, the same for the server (inside its transaction) and for the console
 * (to show the result at once, marked as waiting). Each function takes the ticket as it is and gives the ticket as it
 * will be, or throws `Refused`. Versions and `updatedAt` are not theirs: the database raises them.
 */
type At = string

/** The states from which a technician is under way; the first one in such a state starts the ticket. */
const underWay: readonly AssignmentState[] = ['en_route', 'on_site', 'working', 'paused', 'done']

/** assigned, in_progress or open, from the assignments and from whether work has begun. */
function derivedStatus(ticket: Ticket): TicketStatus {
  if (ticket.startedAt !== undefined) return 'in_progress'
  return ticket.assignments.some(isActive) ? 'assigned' : 'open'
}

function withAssignments(ticket: Ticket, assignments: Assignment[]): Ticket {
  const assigneeIds = assignments.filter(isActive).map((assignment) => assignment.technicianId)
  return { ...ticket, assignments, assigneeIds }
}

/** A held ticket stays on hold whatever its technicians do; the others follow them. */
function followAssignments(ticket: Ticket): Ticket {
  return ticket.status === 'on_hold' ? ticket : { ...ticket, status: derivedStatus(ticket) }
}

function enter(assignment: Assignment, state: AssignmentState, at: At): Assignment {
  const time = stateTime[state]
  return { ...assignment, state, [time]: assignment[time] ?? at }
}

function endActive(ticket: Ticket, state: 'done' | 'cancelled' | 'released', at: At): Ticket {
  const ended = ticket.assignments.map((each) => (isActive(each) ? enter(each, state, at) : each))
  return withAssignments(ticket, ended)
}

/** When the last active assignment is released or declined, the ticket is open again and its work has not begun. */
function afterLeaving(ticket: Ticket): Ticket {
  if (ticket.assigneeIds.length > 0) return followAssignments(ticket)
  return followAssignments({ ...ticket, ...waitsAnew, startedAt: undefined })
}

/** Who took note of it before took note of something else. */
const waitsAnew = { acknowledgedAt: undefined, acknowledgedBy: undefined }

/**
 * Somebody has taken note of a critical ticket that waits. The first one counts, and what does not wait any more needs
 * nobody's note: neither is a refusal, since two who see an alarm press at once.
 */
export function acknowledgeTicket(ticket: Ticket, by: NonNullable<Ticket['acknowledgedBy']>, at: At): Ticket {
  if (ticket.priority !== 'P1') {
    throw new Refused('transition_refused', 'Only critical tickets (P1) are acknowledged: only they sound an alarm.', {
      from: ticket.status,
      allowed: [],
    })
  }
  return isAlarming(ticket) ? { ...ticket, acknowledgedAt: at, acknowledgedBy: by } : ticket
}

export function openTicket(ticket: Ticket): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'open')
  return { ...ticket, status: 'open' }
}

export interface NewAssignment {
  id: string
  technicianId: string
}

function addAssignment(ticket: Ticket, { id, technicianId }: NewAssignment, at: At): Assignment {
  if (ticket.assigneeIds.includes(technicianId)) {
    throw new Refused('already_assigned', 'This technician is already assigned to this ticket.', { technicianId })
  }
  return { id, ticketId: ticket.id, technicianId, state: 'assigned', version: 1, assignedAt: at }
}

/** What is known of the assignment that was quicker: whose it is, since when, and who gave it to them. */
export interface Taken {
  technicianId: string
  at: At
  technician?: string | undefined
  by?: string | undefined
}

export function taken(first: Taken): Refused {
  const { technician = 'Somebody', by } = first
  const how = by === undefined || by === technician ? `${technician} has taken it` : `${by} has assigned ${technician}`
  return new Refused('already_assigned', `${how} meanwhile.`, { ...first })
}

export interface AssignOptions {
  /** Its author saw nobody on it, and means it so. */
  ifUnassigned?: boolean | undefined
}

/** Works from new and open and passes through open; again for a crew. */
export function assignTicket(
  ticket: Ticket,
  assignment: NewAssignment,
  at: At,
  { ifUnassigned = false }: AssignOptions = {},
): Ticket {
  const first = ticket.assignments.find(isActive)
  if (ifUnassigned && first && !ticket.assigneeIds.includes(assignment.technicianId)) {
    throw taken({ technicianId: first.technicianId, at: first.assignedAt })
  }
  checkStep('ticket', ticketMachine, ticket.status, 'assign')
  return followAssignments(withAssignments(ticket, [...ticket.assignments, addAssignment(ticket, assignment, at)]))
}

/**
 * In place of all who are on it: they keep the reason. Whoever is on it already stays, and whoever comes begins anew; where
 * nobody is on it any more it is a plain assignment.
 */
export function takeOverTicket(ticket: Ticket, assignment: NewAssignment, reason: string, at: At): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'assign')
  const { technicianId } = assignment
  const leaves = (each: Assignment): boolean => isActive(each) && each.technicianId !== technicianId
  if (!ticket.assignments.some(leaves)) return assignTicket(ticket, assignment, at)
  const rest = ticket.assignments.map((each) => (leaves(each) ? { ...enter(each, 'released', at), reason } : each))
  const left = afterLeaving(withAssignments(ticket, rest))
  return left.assigneeIds.includes(technicianId) ? left : assignTicket(left, assignment, at)
}

/** Claimed: assigned to oneself and accepted, in one step. */
export function claimTicket(ticket: Ticket, assignment: NewAssignment, at: At): Ticket {
  const taken = { ...addAssignment(ticket, assignment, at), deliveredAt: at, seenAt: at }
  const added = enter(taken, 'accepted', at)
  checkStep('ticket', ticketMachine, ticket.status, 'claim')
  return followAssignments(withAssignments(ticket, [...ticket.assignments, added]))
}

/** Without a technician: all active assignments. */
export function releaseTicket(ticket: Ticket, technicianId: string | undefined, at: At): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'release')
  const leaves = (each: Assignment) =>
    isActive(each) && (technicianId === undefined || each.technicianId === technicianId)
  if (!ticket.assignments.some(leaves)) {
    throw new Refused('conflict', 'There is no active assignment to release.', { fields: ['assignments'] })
  }
  const rest = ticket.assignments.map((each) => (leaves(each) ? enter(each, 'released', at) : each))
  return afterLeaving(withAssignments(ticket, rest))
}

export function holdTicket(ticket: Ticket, reason: HoldReason, at: At): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'hold')
  return { ...ticket, status: 'on_hold', holdReason: reason, heldAt: at }
}

export function resumeTicket(ticket: Ticket, at: At): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'resume')
  return { ...afterHold(ticket, at), status: derivedStatus(ticket), holdReason: undefined }
}

export function completeTicket(ticket: Ticket, disposition: string, at: At): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'complete')
  return completed(ticket, disposition, at)
}

function completed(ticket: Ticket, disposition: string, at: At): Ticket {
  const ended = endActive(afterHold(ticket, at), 'done', at)
  return { ...ended, status: 'completed', disposition, completedAt: at, holdReason: undefined }
}

export function closeTicket(ticket: Ticket, at: At): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'close')
  return { ...ticket, status: 'closed', closedAt: at }
}

export function reopenTicket(ticket: Ticket): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'reopen')
  return {
    ...ticket,
    ...waitsAnew,
    status: 'open',
    disposition: undefined,
    startedAt: undefined,
    completedAt: undefined,
    closedAt: undefined,
  }
}

export function cancelTicket(ticket: Ticket, reason: string, at: At): Ticket {
  checkStep('ticket', ticketMachine, ticket.status, 'cancel')
  const ended = endActive(afterHold(ticket, at), 'cancelled', at)
  return { ...ended, status: 'cancelled', cancelReason: reason, cancelledAt: at, holdReason: undefined }
}

export interface AssignmentStep {
  assignmentId: string
  command: AssignmentCommandName
  reason?: string | undefined
  disposition?: string | undefined
}

/**
 * One step of one assignment. When the last active one is done and a disposition was given the ticket is completed;
 * without one it stays in progress until someone completes it.
 */
export function stepAssignment(ticket: Ticket, step: AssignmentStep, at: At): Ticket {
  const current = ticket.assignments.find((each) => each.id === step.assignmentId)
  if (!current) throw new Refused('not_found', 'There is no such assignment, or you may not see it.')
  checkStep('assignment', assignmentMachine, current.state, step.command)

  const state = assignmentMachine[step.command].to
  const moved = enter(current, state, at)
  if (step.reason !== undefined) moved.reason = step.reason
  if (step.disposition !== undefined) moved.disposition = step.disposition

  const assignments = ticket.assignments.map((each) => (each === current ? moved : each))
  let next = withAssignments(ticket, assignments)
  if (state === 'declined') return afterLeaving(next)
  if (underWay.includes(state)) next = { ...next, startedAt: next.startedAt ?? at }
  if (state === 'done' && next.assigneeIds.length === 0 && step.disposition !== undefined) {
    return completed(next, step.disposition, at)
  }
  return followAssignments(next)
}

export interface Receipt {
  assignmentId: string
  step: ReceiptStep
  at: At
}

/**
 * What is known of an assignment's way to its technician. First times stay; what was seen has arrived, and nothing is
 * noted of an assignment that has ended.
 */
export function noteReceipt(ticket: Ticket, { assignmentId, step, at }: Receipt): Ticket {
  const noted = (each: Assignment): Assignment => {
    if (step === 'sent') return { ...each, sentAt: each.sentAt ?? at }
    const arrived = { ...each, deliveredAt: each.deliveredAt ?? at }
    return step === 'seen' ? { ...arrived, seenAt: each.seenAt ?? at } : arrived
  }
  const isMeant = (each: Assignment): boolean => each.id === assignmentId && isActive(each)
  return { ...ticket, assignments: ticket.assignments.map((each) => (isMeant(each) ? noted(each) : each)) }
}
