import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Shipment } from '../contract/shipment.ts'
import { isStaff } from '../contract/user.ts'
import { shipmentColumns, toShipment, type ShipmentRow } from '../db/rows/shipmentRow.ts'
import { type Transaction } from '../db/write.ts'

/** @throws {Refused} not_found, where it does not exist or may not be seen. */
export async function lockShipment(tx: Transaction, id: string): Promise<Shipment> {
  const [row] = isId(id)
    ? await tx.query<ShipmentRow>(`select ${shipmentColumns} from shipments where id = $1 for update`, [id])
    : []
  const look = async () => (await tx.query('select 1 from shipments where id = $1', [id])).length > 0
  if (!row || !(isStaff(tx.principal.role) || (await tx.asReader(look)))) throw notFound('shipment')
  return toShipment(row)
}
