import { type Action } from '../contract/change.ts'
import { type Shipment } from '../contract/shipment.ts'
import { shipmentColumns, shipmentFieldColumns, toShipment, type ShipmentRow } from '../db/rows/shipmentRow.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields, pickFields } from './changedFields.ts'
import { type Written } from './Written.ts'

/** Stores what became of a locked shipment and announces it; what changes nothing stores and announces nothing. */
export async function saveShipment(
  tx: Transaction,
  before: Shipment,
  next: Shipment,
  action: Action,
): Promise<Written> {
  const changed = changedFields(before, next)
  if (changed.length === 0) {
    return { status: 200, type: 'shipment', id: before.id, version: before.version, data: before }
  }
  const values: unknown[] = [before.id, tx.at]
  const sets = ['version = version + 1', 'updated_at = $2']
  for (const [field, column] of Object.entries(shipmentFieldColumns)) {
    if (!changed.includes(field)) continue
    const value = next[field as keyof typeof shipmentFieldColumns] ?? null
    values.push(field === 'items' ? JSON.stringify(value) : value)
    sets.push(`${column} = $${values.length}`)
  }
  const [row] = await tx.query<ShipmentRow>(
    `update shipments set ${sets.join(', ')} where id = $1 returning ${shipmentColumns}`,
    values,
  )
  if (!row) throw new Error(`shipment ${before.id} vanished while it was locked`)
  const after = toShipment(row)
  tx.announce({
    type: 'shipment',
    action,
    id: after.id,
    ticketId: after.ticketId,
    version: after.version,
    changed,
    data: after,
    before: pickFields(before, changed),
  })
  return { status: 200, type: 'shipment', id: after.id, version: after.version, data: after }
}
