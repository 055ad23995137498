import { Temporal } from 'temporal-polyfill'

/** "2026-11-22T14:30" in a zone: what a date-and-time field takes and gives. */
export function toLocalText(at: string, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

/**
 * The moment of a local time in a zone. A time that a clock change skips is moved forwards, one that happens twice is the
 * first (RFC 5545, section 3.3.5). Undefined where the text is no time.
 */
export function fromLocalText(text: string, zone: string): string | undefined {
  try {
    const local = Temporal.PlainDateTime.from(text)
    return new Date(local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds).toISOString()
  } catch {
    return undefined
  }
}

/** The next full half hour in a zone, as a first offer. */
export function nextHalfHour(now: number, zone: string): string {
  const half = 30 * 60_000
  return toLocalText(new Date(Math.ceil((now + 1) / half) * half).toISOString(), zone)
}
