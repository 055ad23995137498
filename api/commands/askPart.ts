import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { type AskPart, type PartLine } from '../contract/partLine.ts'
import { lockInventory } from './lockInventory.ts'
import { lockTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** Lines on one ticket: beyond this somebody's script is at work. */
const mostLines = 200

/** By anyone who sees the ticket: a part by name, or one from the inventory. */
export const askPart: Command<AskPart> = async (tx, { id, input }) => {
  const locked = await lockTicket(tx, id)
  const { ticket } = locked
  if (ticket.parts.length >= mostLines) {
    throw new Refused('conflict', `A ticket holds at most ${mostLines} parts.`, { fields: ['parts'] })
  }
  const item = input.inventoryId === undefined ? undefined : await lockInventory(tx, input.inventoryId)
  const name = input.name ?? item?.name
  if (name === undefined)
    throw new Refused('invalid_input', 'Say which part: its name or its inventory item.', { field: 'name' })
  const line: PartLine = {
    id: newId(),
    state: 'asked',
    name,
    quantity: input.quantity ?? 1,
    ...(item ? { inventoryId: item.id } : {}),
    at: tx.at,
    by: { id: tx.principal.userId, name: tx.principal.name },
  }
  return saveTicket(tx, locked, { ...ticket, parts: [...ticket.parts, line] }, 'parts')
}
