import { type Ticket } from '../../../api/contract/ticket.ts'

/** The address of a ticket: by its number, which people say aloud; by its id until it has one. */
export function ticketPath({ id, number }: Pick<Ticket, 'id' | 'number'>): string {
  return `/ticket/${number || id}`
}
