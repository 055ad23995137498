/** For how long nothing pops up or makes a sound. */
export type MuteChoice = 'half an hour' | 'an hour' | 'until morning'
export const muteChoices: readonly MuteChoice[] = ['half an hour', 'an hour', 'until morning']

const minute = 60_000
const morning = 7

/** When it ends, ms since 1970; the morning is the next 7:00 by this machine's clock. */
export function muteEnd(choice: MuteChoice, now: Date): number {
  if (choice === 'half an hour') return now.getTime() + 30 * minute
  if (choice === 'an hour') return now.getTime() + 60 * minute
  const end = new Date(now)
  end.setHours(morning, 0, 0, 0)
  if (end <= now) end.setDate(end.getDate() + 1)
  return end.getTime()
}
