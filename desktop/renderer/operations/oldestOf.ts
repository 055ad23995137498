import { compareAge } from '../tickets/ticketOrder.ts'
import { type TicketRow } from '../tickets/ticketRow.ts'

/** The oldest first. Not sorted whole: there may be 50,000. */
export function oldestOf(rows: Iterable<TicketRow>, most: number): TicketRow[] {
  const oldest: TicketRow[] = []
  for (const row of rows) {
    const last = oldest.at(-1)
    if (oldest.length === most && last && compareAge(row, last) >= 0) continue
    const place = oldest.findIndex((each) => compareAge(row, each) < 0)
    oldest.splice(place < 0 ? oldest.length : place, 0, row)
    if (oldest.length > most) oldest.pop()
  }
  return oldest
}
