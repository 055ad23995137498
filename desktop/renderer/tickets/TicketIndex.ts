import { type RowChange } from '../../link/messages.ts'
import { type ChangedIds } from '../replica/mirror.ts'
import { compareAge, compareTickets, mergeSorted, sortByAgeGroups, type TicketSort } from './ticketOrder.ts'
import { toTicketRow, type TicketNames, type TicketRow } from './ticketRow.ts'
import { type TicketView, type Viewing } from './ticketViews.ts'

export interface IndexSource extends TicketNames {
  ticket(id: string): RowChange<'ticket'> | undefined
}

/** Of more the order is made anew: they come roughly in the order of their age, which sorts in 15 ms. */
const mostMerged = 5_000

/**
 * All tickets of the replica as rows, in the order that was asked for. A batch touches the rows it names and those whose
 * site's or technician's name changed; nothing else is worked out again.
 */
export class TicketIndex {
  readonly #source: IndexSource
  readonly #rows = new Map<string, TicketRow>()
  #views: readonly TicketView[] = []
  #viewing: Viewing = { now: 0, technicianId: undefined }
  #sort: TicketSort
  /** The oldest first: what every other order is made from. */
  #byAge: TicketRow[] = []
  #sorted: TicketRow[] = []
  /** Built, and not in their place yet. */
  readonly #unplaced = new Set<string>()
  /** The names that rows were built with, to tell a new name from a technician's new status. */
  #names = new Map<string, string>()

  constructor(source: IndexSource, sort: TicketSort) {
    this.#source = source
    this.#sort = sort
  }

  get rows(): ReadonlyMap<string, TicketRow> {
    return this.#rows
  }

  get sorted(): readonly TicketRow[] {
    return this.#sorted
  }

  setSort(sort: TicketSort): void {
    this.#sort = sort
    this.#sorted = sortByAgeGroups(this.#byAge, sort)
  }

  /** Which rows each view holds, as of now: also asked again as time goes on, since lateness comes by itself. */
  setViews(views: readonly TicketView[], viewing: Viewing): void {
    this.#views = views
    this.#viewing = viewing
    for (const row of this.#rows.values()) row.views = this.#viewsOf(row)
  }

  /** `isLoading`: more of them are about to come. 54,000 in 27 parts took a second to put in place one part after the other. */
  apply(changed: ChangedIds, isLoading = false): void {
    const ids = new Set(changed.ticket)
    const renamed = this.#renamed(changed)
    if (renamed.size > 0) {
      for (const { id, ticket } of this.#rows.values()) {
        if (renamed.has(ticket.siteId) || ticket.assigneeIds.some((each) => renamed.has(each))) ids.add(id)
      }
    }
    for (const id of ids) {
      this.#build(id)
      this.#unplaced.add(id)
    }
    if (!isLoading && this.#unplaced.size > 0) this.#place()
  }

  #place(): void {
    const ids = this.#unplaced
    if (ids.size > mostMerged) {
      this.#byAge = [...this.#rows.values()].sort(compareAge)
      this.#sorted = sortByAgeGroups(this.#byAge, this.#sort)
    } else {
      const added = [...ids].flatMap((id) => this.#rows.get(id) ?? [])
      this.#byAge = mergeSorted(this.#byAge, ids, added, compareAge)
      this.#sorted = mergeSorted(this.#sorted, ids, added, compareTickets(this.#sort))
    }
    ids.clear()
  }

  /** The rows of a view, in order. */
  inView(view: TicketView): TicketRow[] {
    const bit = this.#bitOf(view)
    return this.#sorted.filter(({ views }) => (views & bit) !== 0)
  }

  counts(): Map<string, number> {
    const totals = this.#views.map(() => 0)
    for (const { views } of this.#sorted) {
      for (let index = 0; index < totals.length; index++) totals[index] = (totals[index] ?? 0) + ((views >> index) & 1)
    }
    return new Map(this.#views.map(({ id }, index) => [id, totals[index] ?? 0]))
  }

  #build(id: string): void {
    const change = this.#source.ticket(id)
    if (!change) {
      this.#rows.delete(id)
      return
    }
    const row = toTicketRow(change, this.#source)
    row.views = this.#viewsOf(row)
    this.#rows.set(id, row)
  }

  #bitOf(view: TicketView): number {
    const index = this.#views.indexOf(view)
    return index < 0 ? 0 : 1 << index
  }

  #viewsOf(row: TicketRow): number {
    let views = 0
    for (const [index, view] of this.#views.entries()) if (view.holds(row, this.#viewing)) views |= 1 << index
    return views
  }

  #renamed(changed: ChangedIds): Set<string> {
    const renamed = new Set<string>()
    const look = (id: string, name: string): void => {
      if (this.#names.get(id) === name) return
      this.#names.set(id, name)
      renamed.add(id)
    }
    for (const id of changed.site) {
      const site = this.#source.site(id)
      look(id, site ? `${site.name}\n${site.address ?? ''}\n${site.timeZone}` : '')
    }
    for (const id of changed.technician) look(id, this.#source.technician(id)?.name ?? '')
    return renamed
  }
}
