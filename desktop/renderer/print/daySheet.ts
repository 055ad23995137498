import { type Assignment } from '../../../api/contract/assignment.ts'
import { type Technician } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { isUnderWay, jobsByTechnician, type Job } from '../technicians/technicianJobs.ts'
import { worksHere } from '../technicians/technicianRows.ts'
import { dayOf } from '../ui/zonedTime.ts'

/** One technician's day: what is done, what they are at and what is to come. */
export interface DayLane {
  technician: Technician
  done: Job[]
  jobs: Job[]
}

export interface DaySheet {
  lanes: DayLane[]
  /** Nobody has them: the most urgent first, then the oldest. */
  unassigned: Ticket[]
}

export interface DayOf {
  tickets: Iterable<{ data: Ticket }>
  technicians: Iterable<{ data: Technician }>
  /** A technician's own sheet; everybody's where it is absent. */
  only?: string | undefined
  now: number
  zone: string
}

/** What the day is, of the moment it is printed. Jobs of other days are left out, but for those that are under way. */
export function daySheet({ tickets, technicians, only, now, zone }: DayOf): DaySheet {
  const all = [...tickets]
  const today = dayOf(now, zone)
  const isToday = (time: string | undefined): boolean => time !== undefined && dayOf(Date.parse(time), zone) === today
  const isOfLater = (time: string | undefined): boolean => time !== undefined && dayOf(Date.parse(time), zone) > today
  const jobs = jobsByTechnician(all)
  const done = doneOn(all, isToday)
  const lanes = [...technicians]
    .filter(({ data }) => (only === undefined ? worksHere(data) : data.id === only))
    .map(({ data }) => ({
      technician: data,
      done: done.get(data.id) ?? [],
      jobs: (jobs.get(data.id) ?? []).filter((job) => isUnderWay(job) || !isOfLater(job.ticket.scheduledFor)),
    }))
    .filter((lane) => lane.technician.duty === 'on_shift' || lane.done.length + lane.jobs.length > 0)
    .toSorted((a, b) => a.technician.name.localeCompare(b.technician.name))
  const unassigned = all.map(({ data }) => data).filter((ticket) => isOpen(ticket) && !isOfLater(ticket.scheduledFor))
  return { lanes, unassigned: unassigned.toSorted(byUrgency) }
}

function doneOn(tickets: readonly { data: Ticket }[], isToday: (time: string | undefined) => boolean) {
  const found = new Map<string, Job[]>()
  for (const { data: ticket } of tickets) {
    for (const assignment of ticket.assignments) {
      if (assignment.state !== 'done' || !isToday(assignment.doneAt)) continue
      found.set(assignment.technicianId, [...(found.get(assignment.technicianId) ?? []), { ticket, assignment }])
    }
  }
  for (const jobs of found.values()) jobs.sort((a, b) => doneAt(a.assignment).localeCompare(doneAt(b.assignment)))
  return found
}

const doneAt = ({ doneAt: time = '' }: Assignment): string => time

function isOpen({ status, assigneeIds }: Ticket): boolean {
  return assigneeIds.length === 0 && (status === 'new' || status === 'open' || status === 'on_hold')
}

function byUrgency(a: Ticket, b: Ticket): number {
  return a.priority.localeCompare(b.priority) || a.createdAt.localeCompare(b.createdAt)
}
