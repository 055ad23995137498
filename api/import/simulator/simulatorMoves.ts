import { isAlarming } from '../../contract/alarm.ts'
import { isActive, type Assignment } from '../../contract/assignment.ts'
import { type CommandInput } from '../../contract/commands.ts'
import { type Principal } from '../../contract/principal.ts'
import { stateSince } from '../../contract/technicianStatus.ts'
import { isEnded, type Ticket } from '../../contract/ticket.ts'
import { skillFor } from '../demo/demoPeople.ts'
import { age } from './age.ts'
import { type Candidate, type Move } from './Move.ts'
import { shipmentMoves } from './shipmentMoves.ts'
import { type SimulatedTechnician, type SimulatorState } from './SimulatorState.ts'
import { talkMoves } from './talkMoves.ts'

/** Nobody has more waiting, or the board would only ever fill up. */
const maxPerTechnician = 3
/** Below this the dispatchers leave the queue alone, so that whoever tries the demo finds something to assign. */
const keptInQueue = 5

/** Everything that somebody of the demo could sensibly do now. Pure: chance and commands are the caller's. */
export function simulatorMoves(state: SimulatorState): Candidate[] {
  const free = state.tickets.filter((ticket) => !state.handsOff.has(ticket.id))
  const candidates = state.technicians.flatMap((each) => technicianMoves(state, each, free))
  // One of them at a time: which one is only a matter of whose name is in the history.
  for (const [index, ticket] of free.entries()) {
    const principal = state.dispatchers[index % Math.max(state.dispatchers.length, 1)]
    if (principal)
      candidates.push(...dispatcherMoves(state, principal, ticket), ...acknowledgements(state, principal, ticket))
  }
  return [...candidates, ...talkMoves(state, free), ...shipmentMoves(state)]
}

/** Due within the hour, or not scheduled at all. */
function isDue(state: SimulatorState, ticket: Ticket): boolean {
  return ticket.scheduledFor === undefined || Date.parse(ticket.scheduledFor) < state.now.getTime() + 3600_000
}

function dispatcherMoves(state: SimulatorState, principal: Principal, ticket: Ticket): Candidate[] {
  const quiet = age(state, ticket.updatedAt)
  const { id } = ticket
  switch (ticket.status) {
    case 'new':
      return quiet < 30 ? [] : [{ weight: 2, move: { name: 'ticket.open', principal, id, input: {} } }]
    case 'open':
      return quiet < 45 || !isDue(state, ticket) ? [] : assignments(state, principal, ticket)
    case 'assigned':
      return [...dispatches(state, principal, ticket), ...holds(principal, ticket, quiet)]
    case 'on_hold':
      return quiet < 240 ? [] : [{ weight: 0.5, move: { name: 'ticket.resume', principal, id, input: {} } }]
    case 'completed':
      return quiet < 300 ? [] : [{ weight: 0.5, move: { name: 'ticket.close', principal, id, input: {} } }]
    case 'in_progress': {
      // Its technicians have left without saying how it ended.
      if (ticket.assigneeIds.length > 0 || quiet < 60) return []
      return [{ weight: 1, move: { name: 'ticket.complete', principal, id, input: { disposition: 'completed' } } }]
    }
    case 'closed':
    case 'cancelled':
      return []
  }
}

/** Late enough that whoever tries the demo has heard it, and soon enough that it does not ring all day. */
const alarmPatience = 90

function acknowledgements(state: SimulatorState, principal: Principal, ticket: Ticket): Candidate[] {
  if (!isAlarming(ticket) || age(state, ticket.createdAt) < alarmPatience) return []
  return [{ weight: 3, move: { name: 'ticket.acknowledge', principal, id: ticket.id, input: {} } }]
}

function assignments(state: SimulatorState, principal: Principal, ticket: Ticket): Candidate[] {
  const queue = state.tickets.filter((each) => each.assigneeIds.length === 0 && !isEnded(each.status)).length
  if (queue <= keptInQueue) return []
  const load = (technicianId: string) => state.tickets.filter((each) => each.assigneeIds.includes(technicianId)).length
  const best = state.technicians
    .filter(({ technician }) => technician.duty === 'on_shift' && technician.status !== 'out_of_service')
    .filter(({ technician }) => technician.skills.includes(skillFor(ticket.type)))
    .toSorted((a, b) => load(a.technician.id) - load(b.technician.id))[0]?.technician
  if (!best || load(best.id) >= maxPerTechnician) return []
  const urgent = ticket.priority === 'P1' ? 4 : ticket.priority === 'P2' ? 2 : 1
  const move: Move = { name: 'ticket.assign', principal, id: ticket.id, input: { technicianId: best.id } }
  return [{ weight: urgent / 2, move }]
}

function dispatches(state: SimulatorState, principal: Principal, ticket: Ticket): Candidate[] {
  return ticket.assignments
    .filter((each) => each.state === 'assigned' && age(state, each.assignedAt) > 15 && isDue(state, ticket))
    .map(({ id }) => ({ weight: 2, move: { name: 'assignment.dispatch', principal, id, input: {} } }))
}

function holds(principal: Principal, ticket: Ticket, quiet: number): Candidate[] {
  if (quiet < 120) return []
  return [{ weight: 0.05, move: { name: 'ticket.hold', principal, id: ticket.id, input: { reason: 'customer' } } }]
}

function technicianMoves(
  state: SimulatorState,
  { technician, actsAs }: SimulatedTechnician,
  tickets: readonly Ticket[],
): Candidate[] {
  if (!actsAs || technician.duty === 'off_shift') return []
  const mine = tickets.flatMap((ticket) =>
    ticket.status === 'on_hold'
      ? []
      : ticket.assignments
          .filter((each) => each.technicianId === technician.id && isActive(each))
          .map((assignment) => ({ ticket, assignment })),
  )
  const status = (input: CommandInput<'technician.status'>): Move => ({
    name: 'technician.status',
    principal: actsAs,
    id: technician.id,
    input,
  })
  if (technician.status === 'on_break') {
    return age(state, technician.statusSince) < 300 ? [] : [{ weight: 1, move: status({ status: 'available' }) }]
  }
  if (technician.status === 'unavailable' || technician.status === 'out_of_service') return []
  const underWay = technician.status === 'en_route' || technician.status === 'on_site'
  const moves = mine.flatMap(({ ticket, assignment }) => steps(state, actsAs, ticket, assignment, underWay))
  if (!underWay && age(state, technician.statusSince) > 600) {
    moves.push({ weight: 0.05, move: status({ status: 'on_break' }) })
  }
  return moves
}

function steps(
  state: SimulatorState,
  principal: Principal,
  ticket: Ticket,
  assignment: Assignment,
  underWay: boolean,
): Candidate[] {
  const { id } = assignment
  const since = age(state, stateSince(assignment))
  switch (assignment.state) {
    case 'dispatched': {
      if (since < 20) return []
      const input = { reason: 'Cannot get there in time' }
      return [
        { weight: 3, move: { name: 'assignment.accept', principal, id, input: {} } },
        { weight: 0.1, move: { name: 'assignment.decline', principal, id, input } },
      ]
    }
    case 'accepted':
      if (since < 30 || underWay || !isDue(state, ticket)) return []
      return [{ weight: 4, move: { name: 'assignment.en-route', principal, id, input: {} } }]
    case 'en_route':
      return since < 90 ? [] : [{ weight: 3, move: { name: 'assignment.check-in', principal, id, input: {} } }]
    case 'on_site':
      return since < 40 ? [] : [{ weight: 3, move: { name: 'assignment.start', principal, id, input: {} } }]
    case 'working': {
      if (since < 240) return []
      const ends = (disposition: string, weight: number): Candidate => ({
        weight,
        move: { name: 'assignment.check-out', principal, id, input: { disposition } },
      })
      return [
        ends('completed', 0.9),
        ends('cannot_complete', 0.1),
        { weight: 0.2, move: { name: 'assignment.pause', principal, id, input: {} } },
      ]
    }
    case 'paused':
      return since < 60 ? [] : [{ weight: 1, move: { name: 'assignment.resume', principal, id, input: {} } }]
    default:
      return []
  }
}
