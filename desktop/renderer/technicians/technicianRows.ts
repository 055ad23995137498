import { manualStatuses, type ManualStatus, type Technician } from '../../../api/contract/technician.ts'
import { type RowChange } from '../../link/messages.ts'
import { type Job } from './technicianJobs.ts'

/** A technician as the list shows them: with their jobs, and where the first of these is. */
export interface TechnicianRow {
  readonly id: string
  readonly version: number
  readonly pending: readonly string[]
  readonly technician: Technician
  readonly change: RowChange<'technician'>
  /** In order; the first is what they are at, or would be next. */
  readonly jobs: readonly Job[]
  readonly siteName: string
}

export function technicianRows(
  technicians: Iterable<RowChange<'technician'>>,
  jobs: ReadonlyMap<string, readonly Job[]>,
  siteName: (id: string) => string,
): TechnicianRow[] {
  return [...technicians]
    .filter(({ data }) => worksHere(data))
    .map((change) => {
      const own = jobs.get(change.id) ?? []
      const first = own[0]
      return {
        id: change.id,
        version: change.version,
        pending: change.pending,
        technician: change.data,
        change,
        jobs: own,
        siteName: first ? siteName(first.ticket.siteId) : '',
      }
    })
}

/** A deactivated one is history. */
export function worksHere({ active }: Technician): boolean {
  return active
}

export function isOnDuty({ duty }: Technician): boolean {
  return duty === 'on_shift'
}

export function isFree(technician: Technician): boolean {
  return isOnDuty(technician) && technician.status === 'available'
}

/** Should be reached, and cannot be: off shift nobody has to be. */
export function isLost(technician: Technician): boolean {
  return isOnDuty(technician) && technician.reach === 'unreachable'
}

export function manualStatusOf(value: string): ManualStatus | undefined {
  return manualStatuses.find((each) => each === value)
}
