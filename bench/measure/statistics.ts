/** The value below which the given share of them lies (nearest rank); NaN where there are none. */
export function percentile(values: Float64Array | readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted()
  const middle = sorted.length / 2
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}

/** Of each figure its median over the rounds. */
export function mediansOf<Figures extends Record<string, number>>(rounds: readonly Figures[]): Figures {
  const [first] = rounds
  if (!first) throw new Error('There were no rounds.')
  const names = Object.keys(first)
  // Same keys, and a number for each.
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name] ?? NaN))])) as Figures
}
