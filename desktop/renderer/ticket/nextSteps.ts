import { isActive, type Assignment, type AssignmentState } from '../../../api/contract/assignment.ts'
import {
  allowedFrom,
  assignmentMachine,
  ticketMachine,
  type AssignmentCommandName,
  type TicketCommandName,
} from '../../../api/contract/stateMachines.ts'
import { type SessionUser } from '../../../api/contract/session.ts'
import { type HoldReason, type Ticket, type TicketStatus } from '../../../api/contract/ticket.ts'
import { isStaff } from '../../../api/contract/user.ts'
import { type Command } from '../../link/messages.ts'
import { assignmentCommandWords, ticketCommandWords } from '../ui/words.ts'

/** A step that the machines and the user's role allow now, and what has to be asked before it is taken. */
export type NextStep = { label: string; asks?: 'technician' | 'holdReason' | 'disposition' | 'reason' } & (
  | {
      kind: 'ticket'
      command: TicketCommandName
      target: string
      /** To be assigned to somebody who is alone on it: whoever was quicker is told of first. */
      isFirst?: true
    }
  | { kind: 'assignment'; command: AssignmentCommandName; target: string }
)

export interface StepAnswer {
  technicianId?: string
  holdReason?: HoldReason
  disposition?: string
  reason?: string
}

type Asker = Pick<SessionUser, 'role' | 'technicianId'>

const ticketQuestions: Partial<Record<TicketCommandName, NextStep['asks']>> = {
  assign: 'technician',
  hold: 'holdReason',
  complete: 'disposition',
  cancel: 'reason',
}

/** The one that usually comes next, first of those that are allowed. */
const usualForTicket: Record<TicketStatus, TicketCommandName[]> = {
  new: ['assign', 'claim', 'open'],
  open: ['assign', 'claim', 'hold'],
  assigned: ['assign', 'hold'],
  in_progress: ['complete', 'hold'],
  on_hold: ['resume'],
  completed: ['close', 'reopen'],
  closed: ['reopen'],
  cancelled: [],
}

const usualForAssignment: Record<AssignmentState, AssignmentCommandName[]> = {
  assigned: ['dispatch', 'accept', 'en-route'],
  dispatched: ['accept', 'decline', 'en-route'],
  accepted: ['en-route', 'check-in'],
  en_route: ['check-in'],
  on_site: ['start', 'check-out'],
  working: ['check-out', 'pause'],
  paused: ['resume', 'check-out'],
  done: [],
  declined: [],
  released: [],
  cancelled: [],
}

/** What this user may do with the ticket itself, the usual next step first. Technicians claim and release themselves. */
export function ticketSteps(ticket: Ticket, user: Asker): NextStep[] {
  const allowed = allowedFrom(ticketMachine, ticket.status).filter((command) => mayStep(command, ticket, user))
  return usualFirst(allowed, usualForTicket[ticket.status]).map((command) => ({
    kind: 'ticket',
    command,
    target: ticket.id,
    label: labelOf(command, ticket, user),
    ...asking(ticketQuestions[command]),
    ...(command === 'assign' && ticket.assigneeIds.length === 0 && { isFirst: true as const }),
  }))
}

function mayStep(command: TicketCommandName, ticket: Ticket, { role, technicianId }: Asker): boolean {
  const isOwn = technicianId !== undefined && ticket.assigneeIds.includes(technicianId)
  if (command === 'claim') return technicianId !== undefined && ticket.assigneeIds.length === 0
  if (command === 'release') return isStaff(role) ? ticket.assigneeIds.length > 0 : isOwn
  return isStaff(role)
}

function labelOf(command: TicketCommandName, { assigneeIds }: Ticket, { role }: Asker): string {
  if (command === 'assign' && assigneeIds.length > 0) return 'Add technician'
  if (command === 'release') return isStaff(role) ? 'Release everyone' : 'Give it back'
  return ticketCommandWords[command]
}

/** What this user may do with one assignment: their own, or anyone's for dispatchers, who alone dispatch. */
export function assignmentSteps(assignment: Assignment, user: Asker): NextStep[] {
  const staff = isStaff(user.role)
  if (!isActive(assignment) || (!staff && assignment.technicianId !== user.technicianId)) return []
  const allowed = allowedFrom(assignmentMachine, assignment.state).filter((command) => staff || command !== 'dispatch')
  return usualFirst(allowed, usualForAssignment[assignment.state]).map((command) => ({
    kind: 'assignment',
    command,
    target: assignment.id,
    label: assignmentCommandWords[command],
    ...(command === 'decline' ? { asks: 'reason' as const } : {}),
    ...(command === 'check-out' ? { asks: 'disposition' as const } : {}),
  }))
}

/**
 * A dispatcher's steps with a ticket: where one technician is assigned and not told yet, telling them comes first. Adding to
 * a crew is offered beside the crew.
 */
export function dispatcherSteps(ticket: Ticket, user: Asker, nameOf: (technicianId: string) => string): NextStep[] {
  const steps = ticketSteps(ticket, user)
  if (ticket.assigneeIds.length === 0) return steps
  const others = steps.filter(({ command }) => command !== 'assign')
  const untold = ticket.assignments.find(({ state }) => state === 'assigned')
  if (!untold || ticket.status !== 'assigned' || !isStaff(user.role)) return others
  const dispatch: NextStep = {
    kind: 'assignment',
    command: 'dispatch',
    target: untold.id,
    label: `Dispatch ${nameOf(untold.technicianId)}`,
  }
  return [dispatch, ...others]
}

/** Steps that bring a ticket further; the others are possible, and never what usually comes next. */
export function isForwards({ command }: NextStep): boolean {
  return command !== 'hold' && command !== 'reopen' && command !== 'release' && command !== 'cancel'
}

/** The one wide button of a phone: the next step of one's own assignment, else what the ticket itself waits for. */
export function primaryStep(ticket: Ticket, user: Asker): NextStep | undefined {
  const own = ticket.assignments.find((each) => isActive(each) && each.technicianId === user.technicianId)
  if (own && ticket.status !== 'on_hold') return assignmentSteps(own, user)[0]
  const [first] = ticketSteps(ticket, user)
  return first?.command === 'release' ? undefined : first
}

function usualFirst<Name>(allowed: Name[], usual: readonly Name[]): Name[] {
  const first = usual.filter((name) => allowed.includes(name))
  return [...first, ...allowed.filter((name) => !first.includes(name))]
}

function asking(asks: NextStep['asks']): { asks?: NonNullable<NextStep['asks']> } {
  return asks === undefined ? {} : { asks }
}

/** Undefined where the answer lacks what the step asks for. */
export function commandOf(step: NextStep, answer: StepAnswer = {}): Command | undefined {
  return step.kind === 'ticket' ? ticketCommand(step, answer) : assignmentCommand(step, answer)
}

/** @param isFirst its author saw nobody on it: where somebody is by now, they want to know before they make a crew */
export function assignCommand(target: string, technicianId: string, isFirst: boolean): Command {
  const ifUnassigned = isFirst ? ({ ifUnassigned: true } as const) : {}
  return { name: 'ticket.assign', target, input: { technicianId, ...ifUnassigned } }
}

function ticketCommand(
  { command, target, isFirst }: Extract<NextStep, { kind: 'ticket' }>,
  { technicianId, holdReason, disposition, reason }: StepAnswer,
): Command | undefined {
  switch (command) {
    case 'assign':
      return technicianId === undefined ? undefined : assignCommand(target, technicianId, isFirst ?? false)
    case 'release':
      return { name: 'ticket.release', target, input: technicianId === undefined ? {} : { technicianId } }
    case 'hold':
      return holdReason === undefined ? undefined : { name: 'ticket.hold', target, input: { reason: holdReason } }
    case 'complete':
      return disposition === undefined ? undefined : { name: 'ticket.complete', target, input: { disposition } }
    case 'cancel':
      return reason === undefined ? undefined : { name: 'ticket.cancel', target, input: { reason } }
    default:
      return { name: `ticket.${command}`, target, input: {} }
  }
}

function assignmentCommand(
  { command, target }: Extract<NextStep, { kind: 'assignment' }>,
  { disposition, reason }: StepAnswer,
): Command | undefined {
  switch (command) {
    case 'decline':
      return reason === undefined ? undefined : { name: 'assignment.decline', target, input: { reason } }
    case 'check-out':
      return { name: 'assignment.check-out', target, input: disposition === undefined ? {} : { disposition } }
    default:
      return { name: `assignment.${command}`, target, input: {} }
  }
}
