import { reprioritised } from '../contract/sla.ts'
import { type Ticket, type UpdateTicket } from '../contract/ticket.ts'
import { readSlaTargets } from '../db/readSlaTargets.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { checkSite } from './checkSite.ts'
import { lockTicket } from './lockTicket.ts'
import { requireStaff } from './rights.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

export const updateTicket: Command<UpdateTicket> = async (tx, { id, input, baseVersion }) => {
  const locked = await lockTicket(tx, id)
  requireStaff(tx.principal)
  const next = patched(locked.ticket, input)
  const fields = changedFields(locked.ticket, next)
  await checkBase(tx, { type: 'ticket', current: locked.ticket, fields, baseVersion })
  if (fields.includes('siteId')) await checkSite(tx, next.siteId)
  return saveTicket(tx, locked, await promised(tx, next, locked.ticket, input), 'update')
}

const times = ['scheduledFor', 'responseDueAt', 'resolutionDueAt'] as const

function patched(
  ticket: Ticket,
  { scheduledFor, responseDueAt, resolutionDueAt, plannedMinutes, ...rest }: UpdateTicket,
): Ticket {
  const next: Ticket = { ...ticket, ...rest }
  const given = { scheduledFor, responseDueAt, resolutionDueAt }
  for (const field of times) {
    const value = given[field]
    if (value !== undefined) next[field] = value === null ? undefined : new Date(value).toISOString()
  }
  if (plannedMinutes !== undefined) next.plannedMinutes = plannedMinutes ?? undefined
  return next
}

/**
 * Another priority promises something else, but for what is set by hand in the same change. Whoever took note of the ticket
 * did so at the priority it had.
 */
async function promised(tx: Transaction, next: Ticket, before: Ticket, input: UpdateTicket): Promise<Ticket> {
  if (next.priority === before.priority) return next
  const moved = reprioritised(next, await readSlaTargets(tx), before.priority, next.priority)
  return {
    ...moved,
    acknowledgedAt: undefined,
    acknowledgedBy: undefined,
    ...(input.responseDueAt !== undefined && { responseDueAt: next.responseDueAt }),
    ...(input.resolutionDueAt !== undefined && { resolutionDueAt: next.resolutionDueAt }),
  }
}
