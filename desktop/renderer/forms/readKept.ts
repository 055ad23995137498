/** A form as it was stored: its own fields only, and whatever is no text is left empty. */
export function readKept<Form extends Readonly<Record<string, string>>>(text: string | null, empty: Form): Form {
  try {
    const stored: unknown = JSON.parse(text ?? '{}')
    if (typeof stored !== 'object' || stored === null) return empty
    const known = Object.entries(stored).filter(([name, value]) => name in empty && typeof value === 'string')
    return { ...empty, ...Object.fromEntries(known) }
  } catch {
    return empty
  }
}
