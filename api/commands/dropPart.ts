import { Refused } from '../contract/errors.ts'
import { type DropPart } from '../contract/partLine.ts'
import { isStaff } from '../contract/user.ts'
import { lockTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** A part that was asked for is not wanted any more: by who asked, or a dispatcher. */
export const dropPart: Command<DropPart> = async (tx, { id, input }) => {
  const locked = await lockTicket(tx, id)
  const { ticket } = locked
  const line = ticket.parts.find((each) => each.id === input.partId)
  if (line?.state !== 'asked') {
    throw new Refused('conflict', 'This part is not asked for any more.', { fields: ['parts'], current: ticket })
  }
  if (!isStaff(tx.principal.role) && line.by.id !== tx.principal.userId) {
    throw new Refused('forbidden', 'Only who asked for this part, or a dispatcher, may drop it.')
  }
  const dropped = { ...line, state: 'dropped' as const, at: tx.at }
  return saveTicket(
    tx,
    locked,
    { ...ticket, parts: ticket.parts.map((each) => (each === line ? dropped : each)) },
    'parts',
  )
}
