import { Temporal } from 'temporal-polyfill'
import { newYork } from '../nyc311/nyc311Site.ts'

const quarterOfAnHour = 15 * 60_000

/** So many minutes from now to the next quarter of an hour, or nine in the morning of tomorrow in New York. */
export function scheduledTime(when: number | 'tomorrow', now: Date): string {
  if (when !== 'tomorrow') {
    const exact = now.getTime() + when * 60_000
    return new Date(Math.floor(exact / quarterOfAnHour) * quarterOfAnHour).toISOString()
  }
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(newYork)
  const morning = here.add({ days: 1 }).withPlainTime({ hour: 9 })
  return new Date(morning.epochMilliseconds).toISOString()
}
