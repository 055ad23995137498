/** Times as people say them, in a site's zone. All take and give ms since 1970. */
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs 50 us, using one 1 us: a grid asks for some hundred times a scroll. */
function format(zone: string, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind} ${zone}`
  const known = formats.get(key)
  if (known) return known
  const made = makeFormat(zone, options)
  formats.set(key, made)
  return made
}

function makeFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
  } catch {
    // A zone that only the server's newer tables know.
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
  }
}

export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** "14:03" */
export function clockTime(at: number, zone: string): string {
  return format(zone, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

/** "2026-11-22", the day in that zone: two moments are of one day where these are equal. */
export function dayOf(at: number, zone: string): string {
  const parts = format(zone, 'day', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at)
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')}`
}

/** "14:03" today, "Tue 14:03" within six days, "4 Mar 14:03" this year, "4 Mar 2025" before. */
export function shortTime(at: number, now: number, zone: string): string {
  const today = dayOf(now, zone)
  const its = dayOf(at, zone)
  if (its === today) return clockTime(at, zone)
  if (Math.abs(at - now) < 6 * day) {
    return `${format(zone, 'weekday', { weekday: 'short' }).format(at)} ${clockTime(at, zone)}`
  }
  if (its.slice(0, 4) === today.slice(0, 4)) {
    return `${format(zone, 'date', { day: 'numeric', month: 'short' }).format(at)} ${clockTime(at, zone)}`
  }
  return format(zone, 'year', { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** "Tuesday 22 November 2026, 14:03:22 EST" */
export function fullTime(at: number, zone: string): string {
  const date = format(zone, 'full', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at)
  const time = format(zone, 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  return `${date.replace(',', '')}, ${time.format(at)} ${zoneName(at, zone)}`
}

/** "EST", "GMT+8" */
export function zoneName(at: number, zone: string): string {
  // American names are the ones people there use; British ones would say GMT-5.
  const key = `name ${zone}`
  const known = formats.get(key) ?? namesIn(zone)
  formats.set(key, known)
  return known.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? zone
}

function namesIn(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' })
  } catch {
    return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', timeZoneName: 'short' })
  }
}

/** The site's time, and the viewer's where it differs: what a time says on hover. */
export function hoverTime(at: number, zone: string, viewer = viewerZone()): string {
  const there = fullTime(at, zone)
  if (clockTime(at, zone) === clockTime(at, viewer) && dayOf(at, zone) === dayOf(at, viewer)) return there
  return `${there}\n${fullTime(at, viewer)} (yours)`
}

/** "now", "4 min", "3 h", "2 d": for columns, where one unit says enough. */
export function age(ms: number): string {
  if (ms < minute) return 'now'
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`
  return `${Math.floor(ms / day)} d`
}

/** "9 min", "1 h 32 min": without seconds. */
export function stretch(ms: number): string {
  return ms < hour ? `${Math.max(0, Math.round(ms / minute))} min` : duration(ms)
}

/** "12:04" under an hour, where seconds are shown; "3 h 12 min", "2 d 4 h" above. */
export function duration(ms: number): string {
  const whole = Math.max(0, ms)
  if (whole < hour) {
    const seconds = Math.floor(whole / 1000)
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }
  if (whole < day) return `${Math.floor(whole / hour)} h ${Math.floor((whole % hour) / minute)} min`
  return `${Math.floor(whole / day)} d ${Math.floor((whole % day) / hour)} h`
}
