import { type InventoryItem, type UpdateInventoryItem } from '../contract/inventoryItem.ts'
import { present } from '../db/rows/present.ts'
import { changedFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { lockInventory } from './lockInventory.ts'
import { requireStaff } from './rights.ts'
import { saveInventory } from './saveInventory.ts'
import { type Command } from './Written.ts'

export const updateInventoryItem: Command<UpdateInventoryItem> = async (tx, { id, input, baseVersion }) => {
  const item = await lockInventory(tx, id)
  requireStaff(tx.principal)
  const next: InventoryItem = present({ ...item, ...input })
  const fields = changedFields(item, next)
  await checkBase(tx, { type: 'inventory', current: item, fields, baseVersion })
  const after = await saveInventory(tx, item, next, 'update')
  return { status: 200, type: 'inventory', id, version: after.version, data: after }
}
