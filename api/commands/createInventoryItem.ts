import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { type CreateInventoryItem, type InventoryItem } from '../contract/inventoryItem.ts'
import { inventoryColumns, toInventoryItem, type InventoryRow } from '../db/rows/inventoryRow.ts'
import { type Transaction } from '../db/write.ts'
import { checkInventoryPlace, mainWarehouse, type Place } from './checkInventoryPlace.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

export const createInventoryItem: Command<CreateInventoryItem> = async (tx, { input }) => {
  requireStaff(tx.principal)
  const { warehouse, siteId, technicianId } = input
  const isPlaced = warehouse !== undefined || siteId !== undefined || technicianId !== undefined
  const place = await checkInventoryPlace(
    tx,
    isPlaced ? { warehouse, siteId, technicianId } : { warehouse: mainWarehouse },
  )
  const item = await insertInventory(tx, { ...input, quantity: input.quantity ?? 1 }, place)
  return { status: 201, type: 'inventory', id: item.id, version: item.version, data: item }
}

type NewItem = Pick<
  CreateInventoryItem,
  'id' | 'kind' | 'name' | 'sku' | 'serialNumber' | 'minimum' | 'unit' | 'notes'
> & {
  quantity: number
}

/** Also for the part of a stock that moves to a place of its own. */
export async function insertInventory(tx: Transaction, item: NewItem, place: Place): Promise<InventoryItem> {
  const [row] = await tx.query<InventoryRow>(
    `insert into inventory (id, kind, name, sku, serial_number, quantity, minimum, unit, warehouse, site_id, technician_id, notes,
       created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) on conflict do nothing returning ${inventoryColumns}`,
    [
      item.id ?? newId(),
      item.kind ?? 'part',
      item.name,
      item.sku ?? null,
      item.serialNumber ?? null,
      item.quantity,
      item.minimum ?? null,
      item.unit ?? null,
      place.warehouse ?? null,
      place.siteId ?? null,
      place.technicianId ?? null,
      item.notes ?? null,
      tx.at,
    ],
  )
  if (!row) throw new Refused('conflict', 'There is already an inventory item with this id.', { fields: ['id'] })
  const made = toInventoryItem(row)
  tx.announce({
    type: 'inventory',
    action: 'create',
    id: made.id,
    version: made.version,
    changed: Object.keys(made).filter((field) => !['id', 'version', 'createdAt', 'updatedAt'].includes(field)),
    data: made,
  })
  return made
}
