import { type TimeEntry } from '../../../api/contract/timeEntry.ts'
import { type ErrorBody } from '../../../api/contract/errors.ts'
import { clockTime, dayOf, shortTime, stretch } from '../ui/zonedTime.ts'

/** "10:00–10:45", with the day where it is not today's, "10:00, running". */
export function spanWords(
  { startedAt, endedAt }: Pick<TimeEntry, 'startedAt' | 'endedAt'>,
  now: number,
  zone: string,
): string {
  const start = Date.parse(startedAt)
  const from = shortTime(start, now, zone)
  if (endedAt === undefined) return `${from}, running`
  const end = Date.parse(endedAt)
  return `${from}–${dayOf(end, zone) === dayOf(start, zone) ? clockTime(end, zone) : shortTime(end, now, zone)}`
}

/** Ms that an entry has taken until now. */
export function spent({ startedAt, endedAt }: Pick<TimeEntry, 'startedAt' | 'endedAt'>, now: number): number {
  return Math.max(0, (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt))
}

export function totalWords(entries: readonly TimeEntry[], now: number): string {
  return stretch(entries.reduce((sum, entry) => sum + spent(entry, now), 0))
}

/** Why an entry was refused; an overlap names the other entry in the site's time. */
export function timeRefusalWords(refusal: ErrorBody['error'], now: number, zone: string): string {
  const { current } = refusal.details
  if (refusal.code !== 'conflict' || typeof current !== 'object' || current === null) return refusal.message
  const { startedAt, endedAt }: { startedAt?: unknown; endedAt?: unknown } = current
  if (typeof startedAt !== 'string') return refusal.message
  const other = typeof endedAt === 'string' ? { startedAt, endedAt } : { startedAt }
  return `This overlaps another entry of the same person: ${spanWords(other, now, zone)}.`
}
