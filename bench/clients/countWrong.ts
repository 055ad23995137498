import { type HeldRow } from './BenchClient.ts'

/** Rows of the database as `rowText` gives them, by `<type>/<id>`. */
export type Truth = ReadonlyMap<string, string>

/**
 * What is compared of a row: its version, and of a ticket what the load changes and what is long. The database is asked for
 * the same text (systems/openDatabase.ts).
 */
export function rowText({ type, version, data }: HeldRow): string {
  const { title, description, priority, status } = data as Record<string, unknown>
  return type === 'ticket' ? [version, title, description, priority, status].join(' ') : String(version)
}

/** Rows of the database that are missing or different, and rows that should not be held at all. */
export function countWrong(held: Iterable<HeldRow>, truth: Truth): number {
  let right = 0
  let surplus = 0
  for (const row of held) {
    const expected = truth.get(`${row.type}/${row.id}`)
    if (expected === undefined) surplus++
    else if (expected === rowText(row)) right++
  }
  return truth.size - right + surplus
}
