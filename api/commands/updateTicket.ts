import { type Ticket, type UpdateTicket } from '../contract/ticket.ts'
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
  return saveTicket(tx, locked, next, 'update')
}

function patched(ticket: Ticket, { scheduledFor, plannedMinutes, ...rest }: UpdateTicket): Ticket {
  const next: Ticket = { ...ticket, ...rest }
  if (scheduledFor !== undefined) {
    next.scheduledFor = scheduledFor === null ? undefined : new Date(scheduledFor).toISOString()
  }
  if (plannedMinutes !== undefined) next.plannedMinutes = plannedMinutes ?? undefined
  return next
}
