import { type Shipment, type UpdateShipment } from '../contract/shipment.ts'
import { present } from '../db/rows/present.ts'
import { changedFields } from './changedFields.ts'
import { checkBase } from './checkBase.ts'
import { checkShipmentPlace } from './checkShipmentPlace.ts'
import { lockShipment } from './lockShipment.ts'
import { requireStaff } from './rights.ts'
import { saveShipment } from './saveShipment.ts'
import { type Command } from './Written.ts'

export const updateShipment: Command<UpdateShipment> = async (tx, { id, input, baseVersion }) => {
  const shipment = await lockShipment(tx, id)
  requireStaff(tx.principal)
  const expectedAt = input.expectedAt && new Date(input.expectedAt).toISOString()
  const next: Shipment = present({ ...shipment, ...input, ...(expectedAt ? { expectedAt } : {}) })
  const fields = changedFields(shipment, next)
  await checkBase(tx, { type: 'shipment', current: shipment, fields, baseVersion })
  if (fields.includes('ticketId') || fields.includes('siteId')) await checkShipmentPlace(tx, next)
  return saveShipment(tx, shipment, next, 'update')
}
