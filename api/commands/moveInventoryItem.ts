import { Refused } from '../contract/errors.ts'
import { type InventoryItem, type MoveInventoryItem } from '../contract/inventoryItem.ts'
import { inventoryColumns, toInventoryItem, type InventoryRow } from '../db/rows/inventoryRow.ts'
import { present } from '../db/rows/present.ts'
import { type Transaction } from '../db/write.ts'
import { checkInventoryPlace, type Place } from './checkInventoryPlace.ts'
import { insertInventory } from './createInventoryItem.ts'
import { removeInventory } from './deleteInventoryItem.ts'
import { lockInventory } from './lockInventory.ts'
import { requireStaff } from './rights.ts'
import { saveInventory } from './saveInventory.ts'
import { type Command, type Written } from './Written.ts'

/** No row holds more of a part: the contract's schema of a quantity. */
const mostOfOne = 1_000_000

/**
 * Moves all of it, or some: then what moves joins the same part at its new place (same name, sku and unit, no serial number), or
 * begins a row of its own there. Stock is never made or lost by a move. Who moves all of it into another row gets that row back:
 * the emptied one goes, unless a minimum says that this part belongs there.
 */
export const moveInventoryItem: Command<MoveInventoryItem> = async (tx, { id, input }) => {
  // One move at a time: two to one new place would each begin a row there, and two in opposite directions wait for each other.
  await tx.query("select pg_advisory_xact_lock(hashtextextended('inventory.move', 0))")
  const item = await lockInventory(tx, id)
  requireStaff(tx.principal)
  const { quantity = item.quantity, ...named } = input
  const place = await checkInventoryPlace(tx, named)
  if (quantity > item.quantity) {
    throw new Refused('conflict', `There are only ${item.quantity} of these.`, { fields: ['quantity'], current: item })
  }
  if (isAt(item, place)) throw new Refused('conflict', 'It is there already.', { fields: [], current: item })
  const same = await sameAt(tx, item, place)
  if (same) return join(tx, item, same, quantity)
  if (quantity === item.quantity)
    return answer(await saveInventory(tx, item, { ...withoutPlace(item), ...place }, 'moved'))
  const rest = await saveInventory(tx, item, { ...item, quantity: item.quantity - quantity }, 'moved')
  await insertInventory(tx, { ...item, id: undefined, quantity }, place)
  return answer(rest)
}

async function join(tx: Transaction, item: InventoryItem, same: InventoryItem, quantity: number): Promise<Written> {
  if (same.quantity + quantity > mostOfOne) {
    const message = `There are ${same.quantity} there already, and at most ${mostOfOne} are kept at one place.`
    throw new Refused('conflict', message, { fields: ['quantity'], current: item })
  }
  const joined = await saveInventory(tx, same, { ...same, quantity: same.quantity + quantity }, 'moved')
  if (quantity === item.quantity && item.minimum === undefined) {
    await removeInventory(tx, item)
    return answer(joined)
  }
  return answer(await saveInventory(tx, item, { ...item, quantity: item.quantity - quantity }, 'moved'))
}

function answer(item: InventoryItem): Written {
  return { status: 200, type: 'inventory', id: item.id, version: item.version, data: item }
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
     where id <> $1 and kind = 'part' and name = $2 and sku is not distinct from $3 and unit is not distinct from $4
       and serial_number is null and warehouse is not distinct from $5 and site_id is not distinct from $6
       and technician_id is not distinct from $7
     order by id limit 1 for update`,
    [
      item.id,
      item.name,
      item.sku ?? null,
      item.unit ?? null,
      place.warehouse ?? null,
      place.siteId ?? null,
      place.technicianId ?? null,
    ],
  )
  return row && present(toInventoryItem(row))
}
