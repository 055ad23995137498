import { priorities, ticketStatuses, type Priority, type TicketStatus } from '../../../api/contract/ticket.ts'

/** A value that comes from an address or a list as the contract's own; the mildest where it is none. */
export function statusOf(value: string): TicketStatus {
  return ticketStatuses.find((each) => each === value) ?? 'new'
}

export function priorityOf(value: string): Priority {
  return priorities.find((each) => each === value) ?? 'P4'
}
