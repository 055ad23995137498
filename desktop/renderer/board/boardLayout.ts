import { isActive, type Assignment } from '../../../api/contract/assignment.ts'
import { type Technician } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { byName } from '../tickets/ticketFilter.ts'
import { compareTickets } from '../tickets/ticketOrder.ts'
import { type TicketRow } from '../tickets/ticketRow.ts'

/** One technician's row of the board: the tickets they are assigned to, what they do now first. */
export interface BoardLane {
  readonly technicianId: string
  readonly ticketIds: readonly string[]
}

export interface BoardLayout {
  readonly lanes: readonly BoardLane[]
  /** Unassigned, the most urgent first, of equals the oldest. */
  readonly queue: readonly string[]
}

export const emptyBoard: BoardLayout = { lanes: [], queue: [] }

/** Where a card is: a technician's lane, or the queue. */
export const queueLane = ''

/** The element of a card; a crew's ticket has one in each lane. */
export function cardId(lane: string, ticketId: string): string {
  return `card-${lane || 'queue'}-${ticketId}`
}

export const compareQueue = compareTickets({ column: 'priority', descending: false })

export function assignmentIn(ticket: Ticket, technicianId: string): Assignment | undefined {
  return ticket.assignments.find((each) => each.technicianId === technicianId && isActive(each))
}

/** Under way first (a technician does one thing at a time), then what is next by its time, then by urgency. */
const under = new Set<Assignment['state']>(['en_route', 'on_site', 'working', 'paused'])

export function compareInLane(technicianId: string): (a: TicketRow, b: TicketRow) => number {
  const isUnder = ({ ticket }: TicketRow): boolean => {
    const assignment = assignmentIn(ticket, technicianId)
    return assignment !== undefined && under.has(assignment.state)
  }
  return (a, b) =>
    Number(isUnder(b)) - Number(isUnder(a)) ||
    compareTimes(a.keys.scheduledFor, b.keys.scheduledFor) ||
    compareQueue(a, b)
}

/** Not a - b: what has no time is at infinity. */
function compareTimes(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function compareLanes(a: Technician, b: Technician): number {
  return Number(b.duty === 'on_shift') - Number(a.duty === 'on_shift') || byName(a.name, b.name) || byName(a.id, b.id)
}
