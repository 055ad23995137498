import { isActive } from '../../../api/contract/assignment.ts'
import { type Technician, type TechnicianStatus } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
import { type PickOption } from '../ui/PickOption.ts'
import { age } from '../ui/zonedTime.ts'
import { counted, technicianStatusWords } from '../ui/words.ts'
import { isLost } from '../technicians/technicianRows.ts'
import { byName } from '../tickets/ticketFilter.ts'

/** How good an idea it is to ask this one: free first, then busy, then who would not hear of it, then off shift. */
function rankOf(technician: Technician): number {
  const { duty, status } = technician
  if (duty === 'off_shift') return 4
  if (isLost(technician)) return 3
  if (status === 'available') return 0
  return status === 'assigned' ? 1 : 2
}

const headings = ['Free', 'Assigned, not under way', 'Busy', 'Cannot be reached', 'Off shift']

/** Who may be assigned, the free first, each with what they do and how much they have. */
export function technicianChoice(
  technicians: Iterable<RowChange<'technician'>>,
  jobs: ReadonlyMap<string, number>,
  assigned: readonly string[],
  now: number,
): PickOption[] {
  const able = [...technicians].map(({ data }) => data).filter(({ active, id }) => active && !assigned.includes(id))
  const ranked = able.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || (jobs.get(a.id) ?? 0) - (jobs.get(b.id) ?? 0) || byName(a.name, b.name),
  )
  return ranked.map((technician, index) => {
    const before = ranked[index - 1]
    const rank = rankOf(technician)
    const jobsNow = jobs.get(technician.id) ?? 0
    return {
      value: technician.id,
      label: technician.name,
      detail: occupation(technician, now),
      hint: jobsNow === 0 ? 'no jobs' : counted(jobsNow, 'job'),
      heading: before && rankOf(before) === rank ? undefined : headings[rank],
    }
  })
}

/** What they do, and before it that they cannot be reached: for where that has no sign of its own. */
export function occupation(technician: Technician, now: number): string {
  const doing = doingNow(technician, now)
  return isLost(technician) ? `Cannot be reached, ${doing}` : doing
}

/** "On site at 1042 for 12 min", "En route to 1042, just now", "Off shift" */
export function doingNow(technician: Technician, now: number): string {
  const { status, duty, currentAssignment, statusSince, statusReason } = technician
  const since = now - Date.parse(statusSince)
  const long = since < 60_000 ? ', just now' : ` for ${age(since)}`
  const at = currentAssignment && status !== 'available' ? ` ${placing(status)} ${currentAssignment.ticketNumber}` : ''
  const words = [
    duty === 'off_shift' ? 'Off shift' : '',
    duty === 'off_shift' && status === 'available' ? '' : `${technicianStatusWords[status]}${at}${long}`,
    statusReason ?? '',
  ]
  return words.filter(Boolean).join(', ')
}

function placing(status: TechnicianStatus): string {
  return status === 'en_route' || status === 'assigned' ? 'to' : 'at'
}

/** Active assignments of each technician over all tickets. */
export function countJobs(tickets: Iterable<Pick<Ticket, 'assignments'>>): Map<string, number> {
  const jobs = new Map<string, number>()
  for (const { assignments } of tickets) {
    for (const each of assignments) {
      if (isActive(each)) jobs.set(each.technicianId, (jobs.get(each.technicianId) ?? 0) + 1)
    }
  }
  return jobs
}
