import { type CommandInput } from '../contract/commands.ts'
import { type InventoryItem } from '../contract/inventoryItem.ts'
import { type Transaction } from '../db/write.ts'
import { checkVersion } from './checkVersion.ts'
import { lockInventory } from './lockInventory.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

export const deleteInventoryItem: Command<CommandInput<'inventory.delete'>> = async (tx, { id, baseVersion }) => {
  const item = await lockInventory(tx, id)
  requireStaff(tx.principal)
  checkVersion(item, baseVersion)
  return { status: 204, type: 'inventory', id, version: await removeInventory(tx, item) }
}

/** Of a locked row; also of the one that a move has emptied. */
export async function removeInventory(tx: Transaction, item: InventoryItem): Promise<number> {
  await tx.query('delete from inventory where id = $1', [item.id])
  const version = item.version + 1
  const data = { ...item, version }
  tx.announce({ type: 'inventory', action: 'delete', id: item.id, version, changed: [], data, before: {} })
  return version
}
