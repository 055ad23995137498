/** Something typed and not saved yet. */
export interface Draft {
  text: string
  /** What was there when typing began, and of which version of the ticket: what the save is measured against. */
  base: string
  baseVersion: number
}

export type DraftState =
  | { kind: 'none' }
  /** Typed, and nobody else has touched the field. */
  | { kind: 'own' }
  /** Somebody else has saved another value meanwhile: both are shown, and the person decides. */
  | { kind: 'theirs'; theirs: string }

/** `saved` is the field as the ticket has it now. */
export function draftState(draft: Draft | undefined, saved: string): DraftState {
  if (!draft || draft.text === saved) return { kind: 'none' }
  if (saved === draft.base) return { kind: 'own' }
  return { kind: 'theirs', theirs: saved }
}

/** Typing goes on: the base stays the one of when it began. A text that is as saved is no draft. */
export function typed(draft: Draft | undefined, text: string, saved: string, version: number): Draft | undefined {
  if (text === saved) return undefined
  return { text, base: draft?.base ?? saved, baseVersion: draft?.baseVersion ?? version }
}

/** "Keep mine": what the other one saved was seen, and is what mine will replace. */
export function keptMine(draft: Draft, saved: string, version: number): Draft {
  return { ...draft, base: saved, baseVersion: version }
}

export function readDrafts(text: string | null): Map<string, Draft> {
  try {
    const stored: unknown = JSON.parse(text ?? '{}')
    if (typeof stored !== 'object' || stored === null) return new Map()
    return new Map(Object.entries(stored).filter((entry): entry is [string, Draft] => isDraft(entry[1])))
  } catch {
    return new Map()
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { text, base, baseVersion }: Partial<Record<keyof Draft, unknown>> = value
  return typeof text === 'string' && typeof base === 'string' && typeof baseVersion === 'number'
}
