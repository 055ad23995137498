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

/** Those who work here: a deactivated one is history. */
export function technicianRows(
  technicians: Iterable<RowChange<'technician'>>,
  jobs: ReadonlyMap<string, readonly Job[]>,
  siteName: (id: string) => string,
): TechnicianRow[] {
  return [...technicians]
    .filter(({ data }) => data.active)
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

export function isFree({ duty, status }: Technician): boolean {
  return duty === 'on_shift' && status === 'available'
}

/** Should be reached, and cannot be: off shift nobody has to be. */
export function isLost({ duty, reach }: Technician): boolean {
  return duty === 'on_shift' && reach === 'unreachable'
}

export function manualStatusOf(value: string): ManualStatus | undefined {
  return manualStatuses.find((each) => each === value)
}
