/** What hangs on tickets, by ticket: kept row by row as they change, so that no screen looks through all of them. */
export class TicketRowIndex {
  readonly #ticketOf = new Map<string, string>()
  readonly #idsOf = new Map<string, Set<string>>()

  /**
   * @param ticketOf the ticket a row hangs on now; undefined where the row is gone or hangs on none
   * @returns the tickets whose rows look different
   */
  apply(ids: Iterable<string>, ticketOf: (id: string) => string | undefined): Set<string> {
    const touched = new Set<string>()
    for (const id of ids) {
      const before = this.#ticketOf.get(id)
      const now = ticketOf(id)
      if (before !== undefined) touched.add(before)
      if (now !== undefined) touched.add(now)
      if (before !== now) this.#move(id, before, now)
    }
    return touched
  }

  of(ticketId: string): Iterable<string> {
    return this.#idsOf.get(ticketId) ?? []
  }

  #move(id: string, before: string | undefined, now: string | undefined): void {
    if (before !== undefined) {
      const ids = this.#idsOf.get(before)
      ids?.delete(id)
      if (ids?.size === 0) this.#idsOf.delete(before)
    }
    if (now === undefined) {
      this.#ticketOf.delete(id)
      return
    }
    this.#ticketOf.set(id, now)
    const ids = this.#idsOf.get(now) ?? new Set()
    this.#idsOf.set(now, ids.add(id))
  }
}
