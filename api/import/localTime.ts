import { Temporal } from 'temporal-polyfill'

/** As the city's API writes it ("2024-04-16T03:03:15.000") and as its web page exports it ("04/16/2024 03:03:15 AM"). */
const iso = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?$/
const american = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([AP])M$/

/**
 * A moment from a date and time of day without a zone. An hour that the clocks skip counts from before the change, one
 * that they repeat is the first of the two (RFC 5545, section 3.3.5, reads them the same way).
 * @returns undefined where the text is no date.
 */
export function fromLocalTime(text: string, timeZone: string): Date | undefined {
  const parts = isoParts(text) ?? americanParts(text)
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  try {
    const local = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }, { overflow: 'reject' })
    return new Date(local.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function isoParts(text: string): number[] | undefined {
  return iso.exec(text)?.slice(1).map(Number)
}

function americanParts(text: string): number[] | undefined {
  const match = american.exec(text)
  if (!match) return undefined
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  if (hour < 1 || hour > 12) return undefined
  return [year, month, day, (hour % 12) + (match[7] === 'P' ? 12 : 0), minute, second]
}
