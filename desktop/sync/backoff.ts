/** Reconnecting is tried for ever, at the latest every 30 s. */
export const longestWait = 30_000
const shortestWait = 250

/**
 * How long to wait after so many failures in a row, ms. Full jitter: somewhere between nothing and the bound that doubles
 * from 1 s, so that a hundred consoles that lost one server do not come back together.
 */
export function backoff(failures: number, random: number): number {
  const bound = Math.min(longestWait, 1000 * 2 ** Math.min(failures, 10))
  return Math.max(shortestWait, Math.round(bound * random))
}
