import { describe, expect, test } from 'vitest'
import { assignmentStates, isActive, stateTime, type Assignment, type AssignmentState } from './assignment.ts'
import { Refused } from './errors.ts'
import {
  allowedFrom,
  assignmentMachine,
  checkStep,
  ticketMachine,
  type AssignmentCommandName,
} from './stateMachines.ts'
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
} from './ticketSteps.ts'
import { type Ticket, ticketStatuses, type TicketStatus } from './ticket.ts'

const ticketId = '019a0000-0000-7000-8000-000000000001'
const tim = '019a0000-0000-7000-8000-00000000000a'
const ana = '019a0000-0000-7000-8000-00000000000b'
const at = '2026-11-22T06:30:00.000Z'
const later = '2026-11-22T07:00:00.000Z'

function assignment(technicianId: string, state: AssignmentState): Assignment {
  return { id: `a-${technicianId}`, ticketId, technicianId, state, version: 1, assignedAt: at, [stateTime[state]]: at }
}

function ticket(status: TicketStatus, assignments: Assignment[] = [], more: Partial<Ticket> = {}): Ticket {
  return {
    id: ticketId,
    number: 1042,
    version: 1,
    title: 'No heat',
    description: '',
    siteId: ticketId,
    type: 'Heating',
    priority: 'P2',
    status,
    parts: [],
    assignments,
    assigneeIds: assignments.filter(isActive).map((each) => each.technicianId),
    counts: { comments: 0, timeEntries: 0, attachments: 0 },
    createdAt: at,
    updatedAt: at,
    ...(status === 'in_progress' ? { startedAt: at } : {}),
    ...more,
  }
}

/** How each command is called on a ticket that has one assignment of Tim's where its status implies one. */
const ticketCommands = {
  open: openTicket,
  assign: (of: Ticket) => assignTicket(of, { id: 'new', technicianId: ana }, later),
  claim: (of: Ticket) => claimTicket(of, { id: 'new', technicianId: ana }, later),
  release: (of: Ticket) => releaseTicket(of, undefined, later),
  hold: (of: Ticket) => holdTicket(of, 'parts', later),
  resume: (of: Ticket) => resumeTicket(of, later),
  complete: (of: Ticket) => completeTicket(of, 'completed', later),
  close: (of: Ticket) => closeTicket(of, later),
  reopen: reopenTicket,
  cancel: (of: Ticket) => cancelTicket(of, 'not needed', later),
} satisfies Record<keyof typeof ticketMachine, (of: Ticket) => Ticket>

/** product.md, State machines: what every command does from every status. `-` is refused. */
const ticketTable: Record<keyof typeof ticketMachine, Record<TicketStatus, TicketStatus | '-'>> = {
  //          new          open         assigned     in_progress  on_hold      completed    closed       cancelled
  open: row('open', '-', '-', '-', '-', '-', '-', '-'),
  assign: row('assigned', 'assigned', 'assigned', 'in_progress', '-', '-', '-', '-'),
  claim: row('assigned', 'assigned', '-', '-', '-', '-', '-', '-'),
  release: row('-', '-', 'open', 'open', 'on_hold', '-', '-', '-'),
  hold: row('-', 'on_hold', 'on_hold', 'on_hold', '-', '-', '-', '-'),
  resume: row('-', '-', '-', '-', 'assigned', '-', '-', '-'),
  complete: row('-', '-', '-', 'completed', '-', '-', '-', '-'),
  close: row('-', '-', '-', '-', '-', 'closed', '-', '-'),
  reopen: row('-', '-', '-', '-', '-', 'open', 'open', '-'),
  cancel: row('cancelled', 'cancelled', 'cancelled', 'cancelled', 'cancelled', '-', '-', '-'),
}

type Cell = TicketStatus | '-'
type Row = [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell]
function row(...cells: Row): Record<TicketStatus, Cell> {
  return Object.fromEntries(ticketStatuses.map((status, index) => [status, cells[index] ?? '-'])) as Record<
    TicketStatus,
    Cell
  >
}

const crew: Partial<Record<TicketStatus, Assignment[]>> = {
  assigned: [assignment(tim, 'assigned')],
  in_progress: [assignment(tim, 'en_route')],
  on_hold: [assignment(tim, 'assigned')],
}

function outcome<T>(run: () => T): T | Refused {
  try {
    return run()
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
}

describe('ticket machine, every command from every status', () => {
  for (const [command, expected] of Object.entries(ticketTable) as [keyof typeof ticketTable, Record<string, Cell>][]) {
    for (const status of ticketStatuses) {
      const wanted = expected[status]
      test(`${command} from ${status} gives ${wanted}`, () => {
        const result = outcome(() => ticketCommands[command](ticket(status, crew[status] ?? [])))
        if (wanted === '-') {
          expect(result).toMatchObject({
            code: 'transition_refused',
            details: { from: status, allowed: allowedFrom(ticketMachine, status) },
          })
        } else {
          expect(result).toMatchObject({ status: wanted })
        }
      })
    }
  }
})

const steps: AssignmentCommandName[] = [
  'dispatch',
  'accept',
  'decline',
  'en-route',
  'check-in',
  'start',
  'pause',
  'resume',
  'check-out',
]

/** Which steps are allowed from each state, written out: skipping forwards yes, backwards no. */
const stepTable: Record<AssignmentState, AssignmentCommandName[]> = {
  assigned: ['dispatch', 'accept', 'decline', 'en-route', 'check-in', 'start', 'pause', 'check-out'],
  dispatched: ['accept', 'decline', 'en-route', 'check-in', 'start', 'pause', 'check-out'],
  accepted: ['en-route', 'check-in', 'start', 'pause', 'check-out'],
  en_route: ['check-in', 'start', 'pause', 'check-out'],
  on_site: ['start', 'pause', 'check-out'],
  working: ['pause', 'check-out'],
  paused: ['resume', 'check-out'],
  done: [],
  declined: [],
  released: [],
  cancelled: [],
}

describe('assignment machine, every step from every state', () => {
  for (const state of assignmentStates) {
    for (const command of steps) {
      const allowed = stepTable[state].includes(command)
      test(`${command} from ${state} is ${allowed ? 'allowed' : 'refused'}`, () => {
        const before = ticket(isActive({ state }) ? 'assigned' : 'open', [assignment(tim, state)])
        const result = outcome(() => stepAssignment(before, { assignmentId: `a-${tim}`, command }, later))
        if (!allowed) {
          expect(result).toMatchObject({
            code: 'transition_refused',
            details: { from: state, allowed: stepTable[state] },
          })
          return
        }
        const to = assignmentMachine[command].to
        const moved = (result as Ticket).assignments[0]
        expect(moved?.state).toBe(to)
        // back to work after a pause keeps its first time, where there was one
        expect(moved?.[stateTime[to]]).toBe(later)
        expect(moved?.assignedAt).toBe(at)
      })
    }
  }

  test('the first time of a state is never rewritten', () => {
    const pausedOnce = { ...assignment(tim, 'working'), workingAt: at, pausedAt: at }
    const paused = stepAssignment(
      ticket('in_progress', [pausedOnce]),
      { assignmentId: pausedOnce.id, command: 'pause' },
      later,
    )
    expect(paused.assignments[0]?.pausedAt).toBe(at)
    const resumed = stepAssignment(paused, { assignmentId: pausedOnce.id, command: 'resume' }, later)
    expect(resumed.assignments[0]).toMatchObject({ state: 'working', workingAt: at })
  })
})

describe('a ticket follows its assignments', () => {
  test('in progress begins when the first assignment is en route, and stays while others are added', () => {
    const both = ticket('assigned', [assignment(tim, 'accepted'), assignment(ana, 'assigned')])
    const started = stepAssignment(both, { assignmentId: `a-${tim}`, command: 'en-route' }, later)
    expect(started).toMatchObject({ status: 'in_progress', startedAt: later })
  })

  test('the last active assignment released or declined opens the ticket again', () => {
    const declined = stepAssignment(
      ticket('assigned', [assignment(tim, 'dispatched')]),
      { assignmentId: `a-${tim}`, command: 'decline', reason: 'sick' },
      later,
    )
    expect(declined).toMatchObject({ status: 'open', assigneeIds: [] })
    expect(declined.assignments[0]).toMatchObject({ state: 'declined', reason: 'sick', declinedAt: later })

    const crewOfTwo = ticket('in_progress', [assignment(tim, 'en_route'), assignment(ana, 'assigned')])
    const oneLeft = releaseTicket(crewOfTwo, ana, later)
    expect(oneLeft).toMatchObject({ status: 'in_progress', assigneeIds: [tim] })
    const noneLeft = releaseTicket(oneLeft, undefined, later)
    expect(noneLeft).toMatchObject({ status: 'open', assigneeIds: [] })
    expect(noneLeft.startedAt).toBeUndefined()
  })

  test('the last one done completes it with a disposition, and leaves it in progress without', () => {
    const working = ticket('in_progress', [assignment(tim, 'working')])
    const step = { assignmentId: `a-${tim}`, command: 'check-out' as const }
    expect(stepAssignment(working, step, later)).toMatchObject({ status: 'in_progress', assigneeIds: [] })
    expect(stepAssignment(working, { ...step, disposition: 'no_access' }, later)).toMatchObject({
      status: 'completed',
      disposition: 'no_access',
      completedAt: later,
    })
  })

  test('a disposition does not complete it while others are still active', () => {
    const two = ticket('in_progress', [assignment(tim, 'working'), assignment(ana, 'on_site')])
    const step = { assignmentId: `a-${tim}`, command: 'check-out' as const, disposition: 'completed' }
    expect(stepAssignment(two, step, later)).toMatchObject({ status: 'in_progress', assigneeIds: [ana] })
  })

  test('completing and closing end the active assignments as done, cancelling as cancelled', () => {
    const two = [assignment(tim, 'working'), assignment(ana, 'dispatched')]
    const completed = completeTicket(ticket('in_progress', two), 'completed', later)
    expect(completed.assignments.map((each) => each.state)).toEqual(['done', 'done'])
    const cancelled = cancelTicket(ticket('in_progress', two), 'storm', later)
    expect(cancelled.assignments.map((each) => each.state)).toEqual(['cancelled', 'cancelled'])
    expect(cancelled).toMatchObject({ assigneeIds: [], cancelReason: 'storm', cancelledAt: later })
  })

  test('resume returns to the derived status', () => {
    expect(resumeTicket(ticket('on_hold', [], { holdReason: 'parts' }), later)).toMatchObject({ status: 'open' })
    const started = ticket('on_hold', [assignment(tim, 'paused')], { holdReason: 'parts', startedAt: at })
    expect(resumeTicket(started, later)).toMatchObject({ status: 'in_progress' })
    expect(resumeTicket(started, later).holdReason).toBeUndefined()
  })

  test('a held ticket stays on hold while its technician moves on', () => {
    const held = ticket('on_hold', [assignment(tim, 'accepted')], { holdReason: 'access' })
    expect(stepAssignment(held, { assignmentId: `a-${tim}`, command: 'en-route' }, later).status).toBe('on_hold')
  })

  test('assigning the same technician twice is already_assigned; after a release they may come back', () => {
    const one = ticket('assigned', [assignment(tim, 'assigned')])
    expect(outcome(() => assignTicket(one, { id: 'b', technicianId: tim }, later))).toMatchObject({
      code: 'already_assigned',
    })
    const back = assignTicket(releaseTicket(one, tim, later), { id: 'b', technicianId: tim }, later)
    expect(back.assignments.map((each) => each.state)).toEqual(['released', 'assigned'])
  })
})

test('a refusal says in words what is allowed from here', () => {
  expect(() => checkStep('ticket', ticketMachine, 'on_hold', 'complete')).toThrow(
    'complete is not possible: this ticket is on hold. Allowed from here: release, resume, cancel.',
  )
})
