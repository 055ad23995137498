import { type AssignmentState } from '../../../api/contract/assignment.ts'
import { allowedFrom, ticketMachine, type TicketCommandName } from '../../../api/contract/stateMachines.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { type Command } from '../../link/messages.ts'
import { assignCommand } from '../ticket/nextSteps.ts'
import { assignmentStateWords, ticketStatusWords } from '../ui/words.ts'
import { assignmentIn, queueLane } from './boardLayout.ts'

/** A card from one place to another; the queue is nobody's lane. */
export interface BoardMove {
  readonly ticketId: string
  readonly from: string
  readonly to: string
}

export type NameOf = (technicianId: string) => string

/** Why a move is not to be tried; undefined where it may. The server has the last word all the same. */
export function refusalOf(move: BoardMove, ticket: Ticket, nameOf: NameOf): string | undefined {
  const { from, to } = move
  if (to !== queueLane && ticket.assigneeIds.includes(to)) return `${nameOf(to)} is on ${label(ticket)} already.`
  const missing = neededSteps(move).find((step) => !isAllowed(step, ticket))
  if (missing === undefined) return undefined
  const state = ticketStatusWords[ticket.status].toLowerCase()
  const what = missing === 'assign' ? 'assigned' : `released from ${nameOf(from)}`
  return `${label(ticket)} is ${state} and cannot be ${what}.`
}

function neededSteps({ from, to }: BoardMove): TicketCommandName[] {
  return [...(from === queueLane ? [] : ['release' as const]), ...(to === queueLane ? [] : ['assign' as const])]
}

function isAllowed(step: TicketCommandName, { status }: Ticket): boolean {
  return allowedFrom(ticketMachine, status).includes(step)
}

/** Released first: where that is refused, nobody has lost it. */
export function commandsOf({ ticketId: target, from, to }: BoardMove): Command[] {
  const release: Command = { name: 'ticket.release', target, input: { technicianId: from } }
  const assign = assignCommand(target, to, from === queueLane)
  return [...(from === queueLane ? [] : [release]), ...(to === queueLane ? [] : [assign])]
}

export function moveSentence({ from, to }: BoardMove, ticket: Ticket, nameOf: NameOf): string {
  if (to === queueLane) return `${label(ticket)} is unassigned again.`
  if (from === queueLane) return `${label(ticket)} is assigned to ${nameOf(to)}.`
  return `${label(ticket)} went from ${nameOf(from)} to ${nameOf(to)}.`
}

/** Nobody has acted on it yet: later it would undo somebody else's work as well. */
const untouched: readonly AssignmentState[] = ['assigned', 'dispatched']

export type Undo = { move: BoardMove } | { why: string }

/** The move that brings it back, or why there is none any more. */
export function undoOf({ ticketId, from, to }: BoardMove, ticket: Ticket | undefined, nameOf: NameOf): Undo {
  if (!ticket) return { why: 'This cannot be undone any more: the ticket is gone.' }
  const no = (why: string): Undo => ({ why: `This cannot be undone any more: ${why}` })
  const back: BoardMove = { ticketId, from: to, to: from }
  if (to === queueLane && ticket.assigneeIds.length > 0) {
    return no(`${label(ticket)} is assigned to ${ticket.assigneeIds.map(nameOf).join(', ')} by now.`)
  }
  if (to !== queueLane) {
    const assignment = assignmentIn(ticket, to)
    if (!assignment) return no(`${label(ticket)} is not with ${nameOf(to)}.`)
    if (!untouched.includes(assignment.state)) {
      return no(`${nameOf(to)} has ${label(ticket)} ${assignmentStateWords[assignment.state].toLowerCase()} already.`)
    }
  }
  const refusal = refusalOf(back, ticket, nameOf)
  return refusal === undefined ? { move: back } : no(refusal)
}

export function label({ number, title }: Pick<Ticket, 'number' | 'title'>): string {
  return number === 0 ? `“${title}”` : `#${number}`
}
