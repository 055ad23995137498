import { isDeepStrictEqual } from 'node:util'

/** Raised with every change, so they say nothing about what changed. */
const silent = new Set(['version', 'updatedAt'])

/** The names of the fields that differ; an absent field and an undefined one are the same. */
export function changedFields(before: object, after: object): string[] {
  const a = before as Record<string, unknown>
  const b = after as Record<string, unknown>
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].filter((name) => !silent.has(name) && !isDeepStrictEqual(a[name], b[name]))
}

/** The named fields as they are; null where there is none, so that history can tell "was empty" from "was not looked at". */
export function pickFields(row: object, names: readonly string[]): Record<string, unknown> {
  const fields = row as Record<string, unknown>
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]))
}
