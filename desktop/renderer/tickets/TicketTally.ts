import { valueOf, type FilterField, type TicketFilter } from './ticketFilter.ts'
import { type TicketRow } from './ticketRow.ts'
import { type TicketView } from './ticketViews.ts'

/** The numbers that are kept: how many tickets of a view have each value of a field. */
export interface TallyFacet {
  view: string
  field: Exclude<FilterField, 'technician' | 'site'>
}

interface Share {
  views: number
  /** One value a facet; undefined where the ticket is not in its view or has none. */
  values: (string | undefined)[]
}

/**
 * How many tickets each view holds, and how many of those have each value of some fields: kept by taking a changed ticket's
 * old share out and putting its new one in, so that a change among 50,000 costs as much as one among ten. Views and values
 * are those of the list itself, so a number here is the length of the list that its link opens.
 */
export class TicketTally {
  readonly #facets: readonly TallyFacet[]
  #views: readonly TicketView[] = []
  #bits: number[] = []
  readonly #shares = new Map<string, Share>()
  #totals: number[] = []
  #counts: Map<string, number>[] = []

  constructor(facets: readonly TallyFacet[]) {
    this.#facets = facets
  }

  /** Everything anew: another day, other views, or the first time. */
  count(rows: Iterable<TicketRow>, views: readonly TicketView[]): void {
    this.#views = views
    this.#bits = this.#facets.map(({ view }) => 1 << views.findIndex(({ id }) => id === view))
    this.#shares.clear()
    this.#totals = views.map(() => 0)
    this.#counts = this.#facets.map(() => new Map())
    for (const row of rows) this.#put(row.id, row)
  }

  /** These tickets changed, or are gone. */
  apply(ids: Iterable<string>, rowOf: (id: string) => TicketRow | undefined): void {
    for (const id of ids) {
      const before = this.#shares.get(id)
      if (before) this.#add(before, -1)
      this.#shares.delete(id)
      const row = rowOf(id)
      if (row) this.#put(id, row)
    }
  }

  /** The length of a view. */
  total(view: string): number {
    return this.#totals[this.#views.findIndex(({ id }) => id === view)] ?? 0
  }

  /** How many of a view have each value of the field; those that none has are not there. */
  of(view: string, field: TallyFacet['field']): ReadonlyMap<string, number> {
    const index = this.#facets.findIndex((each) => each.view === view && each.field === field)
    const counts = this.#counts[index]
    if (!counts) throw new RangeError(`${view} by ${field} is not counted`)
    return counts
  }

  #put(id: string, row: TicketRow): void {
    const { views } = row
    const values = this.#facets.map(({ field }, index) =>
      (views & (this.#bits[index] ?? 0)) === 0 ? undefined : valueOf(row, field),
    )
    const share = { views, values }
    this.#shares.set(id, share)
    this.#add(share, 1)
  }

  #add({ views, values }: Share, by: 1 | -1): void {
    for (let index = 0; index < this.#totals.length; index++) {
      if ((views >> index) & 1) this.#totals[index] = (this.#totals[index] ?? 0) + by
    }
    for (const [index, value] of values.entries()) {
      const counts = this.#counts[index]
      if (value === undefined || !counts) continue
      const now = (counts.get(value) ?? 0) + by
      if (now === 0) counts.delete(value)
      else counts.set(value, now)
    }
  }
}

/** The filter that leaves of a view what a number counted. */
export function filterFor(field: TallyFacet['field'], value: string): Partial<TicketFilter> {
  return { [field]: [value] }
}
