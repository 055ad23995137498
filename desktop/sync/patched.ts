type WithoutNulls<T> = { [Key in keyof T]: Exclude<T[Key], null> }

export function withoutNulls<T extends object>(value: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as WithoutNulls<T>
}

/** `null` clears a field, as in the contract's patches. */
export function patched<T extends object>(row: T, patch: object): T {
  const cleared = Object.entries(patch).filter(([, value]) => value === null)
  return { ...row, ...patch, ...Object.fromEntries(cleared.map(([name]) => [name, undefined])) }
}
