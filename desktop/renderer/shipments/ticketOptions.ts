import { isEnded } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
import { type PickOption } from '../ui/PickOption.ts'

/** Tickets that something may still be sent for, the newest first. */
export function ticketOptions(rows: Iterable<RowChange<'ticket'>>): PickOption[] {
  return [...rows]
    .filter(({ data }) => !isEnded(data.status) && data.number > 0)
    .toSorted((a, b) => b.data.number - a.data.number)
    .map(({ data }) => ({ value: data.id, label: `#${data.number} ${data.title}` }))
}
