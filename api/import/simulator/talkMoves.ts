import { isActive } from '../../contract/assignment.ts'
import { type Principal } from '../../contract/principal.ts'
import { isEnded, type Ticket } from '../../contract/ticket.ts'
import { dispatchTalk, workingTalk } from '../demo/demoTalk.ts'
import { age } from './age.ts'
import { type Candidate } from './Move.ts'
import { type SimulatorState } from './SimulatorState.ts'

/** Beyond this a ticket has been talked about. */
const mostComments = 6

/** Who works says how it goes; who dispatches says what callers say. The words go by the ticket, so chance stays the caller's. */
export function talkMoves(state: SimulatorState, tickets: readonly Ticket[]): Candidate[] {
  return tickets
    .filter(({ counts, status }) => counts.comments < mostComments && !isEnded(status))
    .flatMap((ticket, index): Candidate[] => {
      if (age(state, ticket.updatedAt) < 120) return []
      const worker = workerOf(state, ticket)
      if (worker) return [comment(worker, ticket, workingTalk, 0.3)]
      const dispatcher = state.dispatchers[index % Math.max(state.dispatchers.length, 1)]
      return dispatcher && ticket.assigneeIds.length === 0 ? [comment(dispatcher, ticket, dispatchTalk, 0.1)] : []
    })
}

function workerOf(state: SimulatorState, { assignments }: Ticket): Principal | undefined {
  const working = assignments.find((each) => each.state === 'working' && isActive(each))
  return working && state.technicians.find(({ technician }) => technician.id === working.technicianId)?.actsAs
}

function comment(principal: Principal, ticket: Ticket, texts: readonly string[], weight: number): Candidate {
  const body = texts[(ticket.number + ticket.counts.comments) % texts.length] ?? ''
  return { weight, move: { name: 'comment.create', principal, id: '', parent: ticket.id, input: { body } } }
}
