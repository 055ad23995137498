import { isActive, type Assignment, type AssignmentState } from '../../../api/contract/assignment.ts'
import { priorities, type Ticket } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
import { viewsFor, type Viewing } from '../tickets/ticketViews.ts'
import { dayOf } from '../ui/zonedTime.ts'

/** A ticket as one technician's job, with their part of it. */
export interface Job {
  row: RowChange<'ticket'>
  ticket: Ticket
  assignment: Assignment
}

export interface JobList {
  /** What they are doing, or do next. */
  current: Job | undefined
  /** The rest of today, and what has no time. */
  today: Job[]
  later: Job[]
  done: RowChange<'ticket'>[]
  /** What nobody has taken yet. */
  pool: RowChange<'ticket'>[]
}

export interface JobsOf {
  technicianId: string
  now: number
  zoneOf: (ticket: Ticket) => string
}

const farthest: AssignmentState[] = ['working', 'on_site', 'paused', 'en_route']

/** The same rules as the lists of tickets, so that the counts agree. */
const holds = new Map(viewsFor(true).map((view) => [view.id, view.holds]))

/** A technician's day from all they see. */
export function jobList(rows: Iterable<RowChange<'ticket'>>, { technicianId, now, zoneOf }: JobsOf): JobList {
  const viewing: Viewing = { now, technicianId }
  const all = [...rows]
  const inView = (id: string): RowChange<'ticket'>[] =>
    all.filter(({ data }) => holds.get(id)?.({ ticket: data, zone: zoneOf(data) }, viewing) ?? false)
  const inOrder = inView('mine')
    .flatMap((row): Job[] => {
      const own = row.data.assignments.find((each) => each.technicianId === technicianId && isActive(each))
      return own ? [{ row, ticket: row.data, assignment: own }] : []
    })
    .toSorted((a, b) => compareJobs(a.ticket, b.ticket))

  function isToday(at: string, ticket: Ticket): boolean {
    const zone = zoneOf(ticket)
    return dayOf(Date.parse(at), zone) === dayOf(now, zone)
  }
  const isLater = ({ ticket }: Job): boolean =>
    ticket.scheduledFor !== undefined && Date.parse(ticket.scheduledFor) > now && !isToday(ticket.scheduledFor, ticket)

  const current =
    inOrder.toSorted((a, b) => rank(a) - rank(b)).find((job) => rank(job) < farthest.length) ??
    inOrder.find((job) => !isLater(job) && job.ticket.status !== 'on_hold')
  const rest = inOrder.filter((job) => job !== current)
  return {
    current,
    today: rest.filter((job) => !isLater(job)),
    later: rest.filter(isLater),
    done: inView('done-today').toSorted((a, b) => (b.data.completedAt ?? '').localeCompare(a.data.completedAt ?? '')),
    pool: inView('pool').toSorted((a, b) => comparePool(a.data, b.data)),
  }
}

function rank({ assignment, ticket }: Job): number {
  const at = farthest.indexOf(assignment.state)
  return at === -1 || ticket.status === 'on_hold' ? farthest.length : at
}

/** By their time, those without one behind; then by priority, then the oldest. */
export function compareJobs(a: Ticket, b: Ticket): number {
  if (a.scheduledFor !== b.scheduledFor) {
    if (a.scheduledFor === undefined) return 1
    if (b.scheduledFor === undefined) return -1
    return Date.parse(a.scheduledFor) - Date.parse(b.scheduledFor)
  }
  return comparePool(a, b)
}

/** The most urgent first, then the oldest. */
function comparePool(a: Ticket, b: Ticket): number {
  return priorities.indexOf(a.priority) - priorities.indexOf(b.priority) || a.createdAt.localeCompare(b.createdAt)
}
