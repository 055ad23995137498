import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { type PartLine, type UsePart } from '../contract/partLine.ts'
import { lockInventory } from './lockInventory.ts'
import { lockTicket } from './lockTicket.ts'
import { saveInventory } from './saveInventory.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

/** Takes a part from where it lies and puts it on the ticket; with `partId` that settles what was asked for. */
export const usePart: Command<UsePart> = async (tx, { id, input }) => {
  const locked = await lockTicket(tx, id)
  const { ticket } = locked
  const asked = input.partId === undefined ? undefined : ticket.parts.find((line) => line.id === input.partId)
  if (input.partId !== undefined && asked?.state !== 'asked') {
    throw new Refused('conflict', 'This part is not asked for any more.', { fields: ['parts'], current: ticket })
  }
  const item = await lockInventory(tx, input.inventoryId)
  const quantity = input.quantity ?? asked?.quantity ?? 1
  if (quantity > item.quantity) {
    throw new Refused('conflict', `There are only ${item.quantity} of these left.`, {
      fields: ['quantity'],
      current: item,
    })
  }
  await saveInventory(tx, item, { ...item, quantity: item.quantity - quantity }, 'update')
  const used: PartLine = {
    id: asked?.id ?? newId(),
    state: 'used',
    name: item.name,
    quantity,
    inventoryId: item.id,
    at: tx.at,
    by: { id: tx.principal.userId, name: tx.principal.name },
  }
  const parts = asked ? ticket.parts.map((line) => (line === asked ? used : line)) : [...ticket.parts, used]
  return saveTicket(tx, locked, { ...ticket, parts }, 'parts')
}
