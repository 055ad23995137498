/** What the room does about a P1 before it sends somebody. */
export type Habit = 'acknowledges' | 'only assigns' | 'leaves P1 lying'

/** A part of the day, ms after midnight. */
export interface Stretch {
  from: number
  to: number
  habit: Habit
  /** The one who watches has no network. */
  isCutOff?: boolean
}

const hour = 3_600_000

/** The recorded hours of a day are three: people send somebody and press nothing; they press; for half an hour nobody looks at a P1; and the watcher is cut off. */
export const day: readonly Stretch[] = [
  { from: 12 * hour, to: 12.75 * hour, habit: 'only assigns' },
  { from: 12.75 * hour, to: 13.5 * hour, habit: 'acknowledges' },
  { from: 13.5 * hour, to: 14 * hour, habit: 'leaves P1 lying' },
  { from: 14 * hour, to: 14.5 * hour, habit: 'acknowledges', isCutOff: true },
  { from: 14.5 * hour, to: 15 * hour, habit: 'acknowledges' },
]

export function stretchAt(at: number): Stretch {
  const found = day.find(({ from, to }) => at >= from && at < to)
  if (!found) throw new Error(`The plan of the day does not go on to ${at}.`)
  return found
}
