import { isBreached, isInJeopardy } from '../../../api/contract/sla.ts'
import { isEnded, type Ticket } from '../../../api/contract/ticket.ts'
import { dayOf } from '../ui/zonedTime.ts'
import { type SortColumn, type TicketSort } from './ticketOrder.ts'
import { type TicketRow } from './ticketRow.ts'

/** What a view's rule may ask besides the ticket itself. */
export interface Viewing {
  now: number
  technicianId: string | undefined
}

/** A tab over the list: a rule, and the order in which it is read. */
export interface TicketView {
  id: string
  label: string
  /** Says what would be here. */
  empty: string
  holds: (row: TicketRow, viewing: Viewing) => boolean
  sort: TicketSort
  /** Columns that say the same in every row of it. */
  hides?: readonly SortColumn[]
  /** The second key of `g …`. */
  key: string
}

/** One that everybody has: its rule asks nothing but the ticket and its site's zone. */
export interface GivenView extends TicketView {
  holds: (row: Pick<TicketRow, 'ticket' | 'zone'>, viewing: Viewing) => boolean
}

const mostUrgent: TicketSort = { column: 'priority', descending: false }
const isOpen = (ticket: Ticket): boolean => !isEnded(ticket.status)

/** Its time has come and nobody is on the way; what is on hold waits with a reason. */
export function isLate(ticket: Ticket, now: number): boolean {
  if (ticket.scheduledFor === undefined || ticket.startedAt !== undefined || ticket.status === 'on_hold') return false
  return isOpen(ticket) && Date.parse(ticket.scheduledFor) < now
}

/** By the site's day. */
function isCompletedToday({ ticket, zone }: Pick<TicketRow, 'ticket' | 'zone'>, now: number): boolean {
  if (ticket.completedAt === undefined || (ticket.status !== 'completed' && ticket.status !== 'closed')) return false
  const at = Date.parse(ticket.completedAt)
  return now - at < 24 * 3_600_000 && dayOf(at, zone) === dayOf(now, zone)
}

const staffViews: readonly GivenView[] = [
  {
    id: 'open',
    label: 'All open',
    key: 'o',
    empty: 'Every ticket that is not completed, closed or cancelled shows here.',
    holds: ({ ticket }) => isOpen(ticket),
    sort: mostUrgent,
  },
  {
    id: 'unassigned',
    label: 'Unassigned',
    key: 'u',
    empty: 'Open tickets that nobody works on yet show here, the most urgent first.',
    holds: ({ ticket }) => isOpen(ticket) && ticket.assigneeIds.length === 0,
    sort: mostUrgent,
    hides: ['technician'],
  },
  {
    id: 'field',
    label: 'In the field',
    key: 'f',
    empty: 'Tickets whose technicians are on the way or at work show here.',
    holds: ({ ticket }) => ticket.status === 'in_progress',
    sort: mostUrgent,
  },
  {
    id: 'hold',
    label: 'On hold',
    key: 'h',
    empty: 'Tickets that wait for parts, a customer, access or weather show here.',
    holds: ({ ticket }) => ticket.status === 'on_hold',
    sort: { column: 'updatedAt', descending: false },
  },
  {
    id: 'late',
    label: 'Late',
    key: 'l',
    empty: 'Tickets whose scheduled time has passed with nobody on the way show here.',
    holds: ({ ticket }, { now }) => isLate(ticket, now),
    sort: { column: 'scheduledFor', descending: false },
  },
  {
    id: 'breached',
    label: 'Breached',
    key: 'r',
    empty: 'Tickets whose response or resolution is overdue show here.',
    holds: ({ ticket }, { now }) => isBreached(ticket, now),
    sort: { column: 'due', descending: false },
  },
  {
    id: 'jeopardy',
    label: 'In jeopardy',
    key: 'k',
    empty: 'Tickets that will miss a due time at this pace show here.',
    holds: ({ ticket }, { now }) => isInJeopardy(ticket, now),
    sort: { column: 'due', descending: false },
  },
  {
    id: 'done-today',
    label: 'Completed today',
    key: 'd',
    empty: 'What was completed today, by the day of its site, shows here.',
    holds: (row, { now }) => isCompletedToday(row, now),
    sort: { column: 'updatedAt', descending: true },
  },
  {
    id: 'all',
    label: 'Everything',
    key: 'a',
    empty: 'All open tickets, and those that ended in the last seven days, show here.',
    holds: () => true,
    sort: { column: 'updatedAt', descending: true },
  },
]

const technicianViews: readonly GivenView[] = [
  {
    id: 'mine',
    label: 'My jobs',
    key: 'm',
    empty: 'Jobs that are assigned to you show here. You can take one from the pool.',
    holds: ({ ticket }, { technicianId }) =>
      isOpen(ticket) && technicianId !== undefined && ticket.assigneeIds.includes(technicianId),
    sort: mostUrgent,
  },
  {
    id: 'pool',
    label: 'Pool',
    key: 'p',
    empty: 'Jobs that nobody has taken yet show here.',
    holds: ({ ticket }) => isOpen(ticket) && ticket.assigneeIds.length === 0,
    sort: mostUrgent,
    hides: ['technician'],
  },
  {
    id: 'done-today',
    label: 'Done today',
    key: 'd',
    empty: 'Your jobs that were completed today show here.',
    holds: (row, { now }) => isCompletedToday(row, now),
    sort: { column: 'updatedAt', descending: true },
  },
]

export function viewsFor(isTechnician: boolean): readonly GivenView[] {
  return isTechnician ? technicianViews : staffViews
}
