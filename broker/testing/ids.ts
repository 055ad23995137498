/** Ids that look like ours: the number is in the last group. */
export function idOf(number: number): string {
  return `0198c000-0000-7000-8000-${String(number).padStart(12, '0')}`
}
