import { type CreateTimeEntry, type TimeEntry } from '../../../api/contract/timeEntry.ts'
import { fromLocalText, toLocalText } from './scheduleText.ts'

/** What is typed about a stretch of time, in the site's zone. */
export interface TimeFields {
  /** Of a technician; empty for oneself. */
  technicianId: string
  from: string
  /** Empty while it runs. */
  to: string
  note: string
}

const half = 30 * 60_000

/** The half hour that has just passed: whoever enters time by hand has usually just done the work. */
export function newTime(now: number, zone: string): TimeFields {
  const at = (ms: number): string => toLocalText(new Date(ms).toISOString(), zone)
  return { technicianId: '', from: at(now - half), to: at(now), note: '' }
}

export function timeFields(
  { technicianId, startedAt, endedAt, note }: Partial<TimeEntry> | Partial<CreateTimeEntry>,
  zone: string,
): TimeFields {
  return {
    technicianId: technicianId ?? '',
    from: startedAt === undefined ? '' : toLocalText(startedAt, zone),
    to: endedAt === undefined || endedAt === null ? '' : toLocalText(endedAt, zone),
    note: note ?? '',
  }
}

/** Undefined where no beginning is given. */
export function timeInput({ technicianId, from, to, note }: TimeFields, zone: string): CreateTimeEntry | undefined {
  const startedAt = fromLocalText(from, zone)
  if (startedAt === undefined) return undefined
  return {
    startedAt,
    endedAt: fromLocalText(to, zone) ?? null,
    note: note.trim() === '' ? null : note.trim(),
    ...(technicianId === '' ? {} : { technicianId }),
  }
}

/** What can be seen to be wrong before it is sent. */
export function timeProblem({ from, to }: TimeFields, zone: string): string | undefined {
  const [start, end] = [fromLocalText(from, zone), fromLocalText(to, zone)]
  if (start === undefined) return 'Say when it began.'
  if (end !== undefined && Date.parse(end) <= Date.parse(start)) return 'It must end after it begins.'
  return undefined
}
