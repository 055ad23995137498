import { isActive, type Assignment, type AssignmentState } from '../../../api/contract/assignment.ts'
import { isEnded, priorities, type Ticket } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
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
  done: Job[]
  /** What nobody has taken yet. */
  pool: RowChange<'ticket'>[]
}

export interface JobsOf {
  technicianId: string
  now: number
  zoneOf: (ticket: Ticket) => string
}

const farthest: AssignmentState[] = ['working', 'on_site', 'paused', 'en_route']

/** A technician's day from all they see. */
export function jobList(rows: Iterable<RowChange<'ticket'>>, { technicianId, now, zoneOf }: JobsOf): JobList {
  const open: Job[] = []
  const done: Job[] = []
  const pool: RowChange<'ticket'>[] = []
  for (const row of rows) {
    const ticket = row.data
    const own = ticket.assignments.findLast((each) => each.technicianId === technicianId)
    if (own && isActive(own) && !isEnded(ticket.status)) open.push({ row, ticket, assignment: own })
    else if (own?.doneAt !== undefined && isToday(own.doneAt, ticket)) done.push({ row, ticket, assignment: own })
    else if (ticket.assigneeIds.length === 0 && !isEnded(ticket.status)) pool.push(row)
  }

  function isToday(at: string, ticket: Ticket): boolean {
    const zone = zoneOf(ticket)
    return dayOf(Date.parse(at), zone) === dayOf(now, zone)
  }
  const isLater = ({ ticket }: Job): boolean =>
    ticket.scheduledFor !== undefined && Date.parse(ticket.scheduledFor) > now && !isToday(ticket.scheduledFor, ticket)

  const inOrder = open.toSorted((a, b) => compareJobs(a.ticket, b.ticket))
  const current =
    inOrder.toSorted((a, b) => rank(a) - rank(b)).find((job) => rank(job) < farthest.length) ??
    inOrder.find((job) => !isLater(job) && job.ticket.status !== 'on_hold')
  const rest = inOrder.filter((job) => job !== current)
  return {
    current,
    today: rest.filter((job) => !isLater(job)),
    later: rest.filter(isLater),
    done: done.toSorted((a, b) => (b.assignment.doneAt ?? '').localeCompare(a.assignment.doneAt ?? '')),
    pool: pool.toSorted((a, b) => comparePool(a.data, b.data)),
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
