/** Making a formatter takes 50 times as long as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Minutes since midnight on the clocks of a time zone; of UTC where the zone is unknown. */
export function minuteOfDay(at: Date, zone: string): number {
  const parts = formatterOf(zone).formatToParts(at)
  const valueOf = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return valueOf('hour') * 60 + valueOf('minute')
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const made = makeFormatter(zone) ?? makeFormatter('UTC')
  if (!made) throw new Error('there is no UTC')
  formatters.set(zone, made)
  return made
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  } catch {
    return undefined
  }
}
