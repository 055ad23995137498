import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type InventoryItem } from '../contract/inventoryItem.ts'
import { isStaff } from '../contract/user.ts'
import { inventoryColumns, toInventoryItem, type InventoryRow } from '../db/rows/inventoryRow.ts'
import { type Transaction } from '../db/write.ts'

/** @throws {Refused} not_found, where it does not exist or may not be seen. */
export async function lockInventory(tx: Transaction, id: string): Promise<InventoryItem> {
  const [row] = isId(id)
    ? await tx.query<InventoryRow>(`select ${inventoryColumns} from inventory where id = $1 for update`, [id])
    : []
  const look = async () => (await tx.query('select 1 from inventory where id = $1', [id])).length > 0
  if (!row || !(isStaff(tx.principal.role) || (await tx.asReader(look)))) throw notFound('inventory item')
  return toInventoryItem(row)
}
