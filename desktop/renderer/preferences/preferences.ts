import { readKeptViews, type KeptView } from '../list/keptViews.ts'

/** What a person chose for this browser. Kept locally; another tab's change arrives here too. */
export interface Preferences {
  theme: 'dark' | 'light' | 'system'
  density: 'comfortable' | 'dense'
  railWide: boolean
  inspectorWidth: number
  /** Columns of the ticket grid that were switched on or off, against what is shown by default. */
  columns: Record<string, boolean>
  columnWidths: Record<string, number>
  /** `column` or `-column`, by view. */
  sorts: Record<string, string>
  /** Views of lists that the person made. */
  views: readonly KeptView[]
}

export const defaultPreferences: Preferences = {
  theme: 'dark',
  density: 'comfortable',
  railWide: false,
  inspectorWidth: 420,
  columns: {},
  columnWidths: {},
  sorts: {},
  views: [],
}

/** What is stored may be of another version, or nonsense: each part that is not as it should be is the default. */
export function readPreferences(text: string | null): Preferences {
  const stored = parseObject(text)
  const defaults = defaultPreferences
  return {
    theme: oneOf(stored.theme, ['dark', 'light', 'system'], defaults.theme),
    density: oneOf(stored.density, ['comfortable', 'dense'], defaults.density),
    railWide: stored.railWide === true,
    inspectorWidth: clampInspector(typeof stored.inspectorWidth === 'number' ? stored.inspectorWidth : NaN),
    columns: recordOf(stored.columns, (value): value is boolean => typeof value === 'boolean'),
    columnWidths: recordOf(stored.columnWidths, isWidth),
    sorts: recordOf(stored.sorts, (value): value is string => typeof value === 'string'),
    views: readKeptViews(stored.views),
  }
}

export function clampInspector(width: number): number {
  return Number.isNaN(width) ? defaultPreferences.inspectorWidth : Math.min(560, Math.max(360, Math.round(width)))
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((each) => each === value) ?? otherwise
}

function recordOf<T>(value: unknown, isGood: (each: unknown) => each is T): Record<string, T> {
  if (typeof value !== 'object' || value === null) return {}
  const good: Record<string, T> = {}
  for (const [key, each] of Object.entries(value)) if (isGood(each)) good[key] = each
  return good
}

function isWidth(value: unknown): value is number {
  return typeof value === 'number' && value >= 40 && value <= 900
}
