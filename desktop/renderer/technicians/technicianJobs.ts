import { isActive, type Assignment } from '../../../api/contract/assignment.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { mostAdvanced } from '../../../api/contract/technicianStatus.ts'
import { compareKeys } from '../list/listSort.ts'

/** A ticket, and one technician's active part of it. */
export interface Job {
  ticket: Ticket
  assignment: Assignment
}

/** What each technician has to do: what they are at first, then by schedule, priority, and how long it has waited. */
export function jobsByTechnician(tickets: Iterable<{ data: Ticket }>): Map<string, Job[]> {
  const jobs = new Map<string, Job[]>()
  for (const { data: ticket } of tickets) {
    if (ticket.assigneeIds.length === 0) continue
    for (const assignment of ticket.assignments) {
      if (!isActive(assignment)) continue
      const own = jobs.get(assignment.technicianId)
      if (own) own.push({ ticket, assignment })
      else jobs.set(assignment.technicianId, [{ ticket, assignment }])
    }
  }
  for (const [id, own] of jobs) jobs.set(id, inOrder(own))
  return jobs
}

function inOrder(jobs: readonly Job[]): Job[] {
  const current = mostAdvanced(jobs.map(({ assignment }) => assignment))
  const rest = jobs.filter(({ assignment }) => assignment !== current).toSorted(compareJobs)
  return [...jobs.filter(({ assignment }) => assignment === current), ...rest]
}

/** Times are RFC 3339 in UTC: their text is in order. What has no schedule comes after what has. */
function compareJobs(a: Job, b: Job): number {
  return (
    compareKeys(a.ticket.scheduledFor ?? '\uFFFF', b.ticket.scheduledFor ?? '\uFFFF') ||
    compareKeys(a.ticket.priority, b.ticket.priority) ||
    compareKeys(a.assignment.assignedAt, b.assignment.assignedAt) ||
    compareKeys(a.assignment.id, b.assignment.id)
  )
}

/** Whether they are at it already (on the way or there), not only meant for it. */
export function isUnderWay({ assignment: { state } }: Job): boolean {
  return state === 'en_route' || state === 'on_site' || state === 'working' || state === 'paused'
}
