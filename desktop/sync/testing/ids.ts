/** A UUID that says its number, for tests. */
export function testId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
}
