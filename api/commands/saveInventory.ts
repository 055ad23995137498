import { type Action } from '../contract/change.ts'
import { type InventoryItem } from '../contract/inventoryItem.ts'
import { inventoryColumns, toInventoryItem, type InventoryRow } from '../db/rows/inventoryRow.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields, pickFields } from './changedFields.ts'

/** Stores what became of a locked inventory row and announces it; what changes nothing stores and announces nothing. */
export async function saveInventory(
  tx: Transaction,
  before: InventoryItem,
  next: InventoryItem,
  action: Action,
): Promise<InventoryItem> {
  const changed = changedFields(before, next)
  if (changed.length === 0) return before
  const [row] = await tx.query<InventoryRow>(
    `update inventory set name = $2, sku = $3, serial_number = $4, quantity = $5, minimum = $6, unit = $7, warehouse = $8,
       site_id = $9, technician_id = $10, notes = $11, version = version + 1, updated_at = $12
     where id = $1 returning ${inventoryColumns}`,
    [
      before.id,
      next.name,
      next.sku ?? null,
      next.serialNumber ?? null,
      next.quantity,
      next.minimum ?? null,
      next.unit ?? null,
      next.warehouse ?? null,
      next.siteId ?? null,
      next.technicianId ?? null,
      next.notes ?? null,
      tx.at,
    ],
  )
  if (!row) throw new Error(`inventory item ${before.id} vanished while it was locked`)
  const after = toInventoryItem(row)
  tx.announce({
    type: 'inventory',
    action,
    id: after.id,
    version: after.version,
    changed,
    data: after,
    before: pickFields(before, changed),
  })
  return after
}
