import { isActive, stateTime, type Assignment, type AssignmentState } from './assignment.ts'
import { type ManualStatus, type TechnicianStatus } from './technician.ts'

/** What each active state says about the technician, and how far along it is: higher is more advanced. */
const stages: Partial<Record<AssignmentState, { rank: number; status: TechnicianStatus }>> = {
  assigned: { rank: 1, status: 'assigned' },
  dispatched: { rank: 2, status: 'assigned' },
  accepted: { rank: 3, status: 'assigned' },
  en_route: { rank: 4, status: 'en_route' },
  on_site: { rank: 5, status: 'on_site' },
  paused: { rank: 6, status: 'on_site' },
  working: { rank: 7, status: 'on_site' },
}

const rankOf = (assignment: Pick<Assignment, 'state'>): number => stages[assignment.state]?.rank ?? 0

/** The most advanced active assignment; of equals the one that has waited longest. */
export function mostAdvanced(assignments: readonly Assignment[]): Assignment | undefined {
  return assignments
    .filter(isActive)
    .toSorted((a, b) => rankOf(b) - rankOf(a) || a.assignedAt.localeCompare(b.assignedAt))[0]
}

/** When an assignment entered the state it is in. */
export function stateSince(assignment: Assignment): string {
  return assignment[stateTime[assignment.state]] ?? assignment.assignedAt
}

/**
 * A break, an absence or a broken van that a person reported holds until they say otherwise or take their next step
 * (en route, on site, working); a new assignment does not hide it. Otherwise the most advanced active assignment speaks.
 */
export function deriveTechnicianStatus(manual: ManualStatus, assignments: readonly Assignment[]): TechnicianStatus {
  if (manual !== 'available') return manual
  const current = mostAdvanced(assignments)
  return (current && stages[current.state]?.status) ?? 'available'
}

/** The steps by which a technician shows that a break or an absence is over. */
export function endsManualStatus(state: AssignmentState): boolean {
  return state === 'en_route' || state === 'on_site' || state === 'working'
}
