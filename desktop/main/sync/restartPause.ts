/** Lasted so long, a process is well: what ended it later is no crash in a row, ms. */
export const wellAfter = 10_000
const longestPause = 10_000

/** An accident may happen twice; from the third end in a row on it is something in the process. */
const accidents = 2

/** How long to wait before the process is started again, after so many ends in a row: at once first, then ever more slowly. */
export function restartPause(endsInARow: number): number {
  return endsInARow <= accidents ? 50 : Math.min(longestPause, 250 * 2 ** Math.min(endsInARow - accidents - 1, 10))
}
