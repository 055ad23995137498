import { Refused } from '../contract/errors.ts'
import { type InventoryItem, type MoveInventoryItem } from '../contract/inventoryItem.ts'
import { inventoryColumns, toInventoryItem, type InventoryRow } from '../db/rows/inventoryRow.ts'
import { present } from '../db/rows/present.ts'
import { type Transaction } from '../db/write.ts'
import { checkInventoryPlace, type Place } from './checkInventoryPlace.ts'
import { insertInventory } from './createInventoryItem.ts'
import { lockInventory } from './lockInventory.ts'
import { requireStaff } from './rights.ts'
import { saveInventory } from './saveInventory.ts'
import { type Command } from './Written.ts'

/**
 * Moves all of it, or some: then what moves joins the same part at its new place (same name, sku and no serial number), or
 * begins a row of its own there. Stock is never made or lost by a move.
 */
export const moveInventoryItem: Command<MoveInventoryItem> = async (tx, { id, input }) => {
  const item = await lockInventory(tx, id)
  requireStaff(tx.principal)
  const { quantity = item.quantity, ...named } = input
  const place = await checkInventoryPlace(tx, named)
  if (quantity > item.quantity) {
    throw new Refused('conflict', `There are only ${item.quantity} of these.`, { fields: ['quantity'], current: item })
  }
  if (isAt(item, place)) throw new Refused('conflict', 'It is there already.', { fields: [], current: item })
  const same = await sameAt(tx, item, place)
  if (quantity === item.quantity && !same) {
    const moved = await saveInventory(tx, item, { ...withoutPlace(item), ...place }, 'moved')
    return { status: 200, type: 'inventory', id, version: moved.version, data: moved }
  }
  const rest = await saveInventory(tx, item, { ...item, quantity: item.quantity - quantity }, 'moved')
  if (same) await saveInventory(tx, same, { ...same, quantity: same.quantity + quantity }, 'moved')
  else await insertInventory(tx, { ...item, id: undefined, quantity }, place)
  return { status: 200, type: 'inventory', id, version: rest.version, data: rest }
}

function withoutPlace({ warehouse: _w, siteId: _s, technicianId: _t, ...item }: InventoryItem): InventoryItem {
  return item
}

function isAt(item: InventoryItem, { warehouse, siteId, technicianId }: Place): boolean {
  return item.warehouse === warehouse && item.siteId === siteId && item.technicianId === technicianId
}

async function sameAt(tx: Transaction, item: InventoryItem, place: Place): Promise<InventoryItem | undefined> {
  if (item.serialNumber !== undefined || item.kind === 'equipment') return undefined
  const [row] = await tx.query<InventoryRow>(
    `select ${inventoryColumns} from inventory
     where id <> $1 and kind = 'part' and name = $2 and sku is not distinct from $3 and serial_number is null
       and warehouse is not distinct from $4 and site_id is not distinct from $5 and technician_id is not distinct from $6
     order by id limit 1 for update`,
    [item.id, item.name, item.sku ?? null, place.warehouse ?? null, place.siteId ?? null, place.technicianId ?? null],
  )
  return row && present(toInventoryItem(row))
}
