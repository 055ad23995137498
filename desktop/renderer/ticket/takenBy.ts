import { type ErrorBody } from '../../../api/contract/errors.ts'
import { type Command } from '../../link/messages.ts'

/** Somebody was quicker to a ticket: whose it is, since when, who gave it to them, and whom one wanted to send. */
export interface TakenBy {
  ticketId: string
  wanted: string
  technicianId: string
  /** RFC 3339. */
  at: string
  /** Undefined where the technician has claimed it. */
  by: string | undefined
}

/** Undefined for every other refusal: that the technician is on it already is one that nobody takes over. */
export function takenBy(command: Command, refusal: ErrorBody['error'] | undefined): TakenBy | undefined {
  if (command.name !== 'ticket.assign' || command.target === undefined) return undefined
  if (refusal?.code !== 'already_assigned') return undefined
  const { technicianId, technician, at, by } = refusal.details
  if (typeof technicianId !== 'string' || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined
  const isClaim = typeof by !== 'string' || by === technician
  return {
    ticketId: command.target,
    wanted: command.input.technicianId,
    technicianId,
    at,
    by: isClaim ? undefined : by,
  }
}
