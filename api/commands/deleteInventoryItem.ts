import { type CommandInput } from '../contract/commands.ts'
import { checkVersion } from './checkVersion.ts'
import { lockInventory } from './lockInventory.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

export const deleteInventoryItem: Command<CommandInput<'inventory.delete'>> = async (tx, { id, baseVersion }) => {
  const item = await lockInventory(tx, id)
  requireStaff(tx.principal)
  checkVersion(item, baseVersion)
  await tx.query('delete from inventory where id = $1', [id])
  const version = item.version + 1
  tx.announce({ type: 'inventory', action: 'delete', id, version, changed: [], data: { ...item, version }, before: {} })
  return { status: 204, type: 'inventory', id, version }
}
