import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type InventoryPlace } from '../contract/inventoryItem.ts'
import { type Transaction } from '../db/write.ts'
import { checkSite } from './checkSite.ts'

export interface Place {
  place: InventoryPlace
  warehouse?: string | undefined
  siteId?: string | undefined
  technicianId?: string | undefined
}

/** Where what has no place yet is kept. */
export const mainWarehouse = 'Main'

/** @throws {Refused} invalid_input, unless exactly one place is named, and it is there. */
export async function checkInventoryPlace(tx: Transaction, named: Omit<Place, 'place'>): Promise<Place> {
  const given = [named.warehouse, named.siteId, named.technicianId].filter((each) => each !== undefined)
  if (given.length !== 1) {
    throw new Refused('invalid_input', 'Name one place: a warehouse, a site or a technician.', { field: 'warehouse' })
  }
  if (named.siteId !== undefined) {
    await checkSite(tx, named.siteId)
    return { place: 'site', siteId: named.siteId }
  }
  if (named.technicianId === undefined) return { place: 'warehouse', warehouse: named.warehouse }
  const found = isId(named.technicianId)
    ? await tx.query('select 1 from technicians where id = $1 and active and deleted_at is null for key share', [
        named.technicianId,
      ])
    : []
  if (found.length === 0) throw new Refused('invalid_input', 'There is no such technician.', { field: 'technicianId' })
  return { place: 'technician', technicianId: named.technicianId }
}
