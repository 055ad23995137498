import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { type CreateShipment } from '../contract/shipment.ts'
import { shipmentColumns, toShipment, type ShipmentRow } from '../db/rows/shipmentRow.ts'
import { checkShipmentPlace } from './checkShipmentPlace.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

/** A draft: parts that somebody is putting together. */
export const createShipment: Command<CreateShipment> = async (tx, { input }) => {
  requireStaff(tx.principal)
  const siteId = await checkShipmentPlace(tx, input)
  const [row] = await tx.query<ShipmentRow>(
    `insert into shipments (id, ticket_id, site_id, description, items, carrier, service, tracking_number, tracking_url,
       origin, destination, expected_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) on conflict do nothing returning ${shipmentColumns}`,
    [
      input.id ?? newId(),
      input.ticketId ?? null,
      siteId,
      input.description ?? '',
      JSON.stringify(input.items ?? []),
      input.carrier ?? null,
      input.service ?? null,
      input.trackingNumber ?? null,
      input.trackingUrl ?? null,
      input.origin ?? null,
      input.destination ?? null,
      input.expectedAt ?? null,
      tx.at,
    ],
  )
  if (!row) throw new Refused('conflict', 'There is already a shipment with this id.', { fields: ['id'] })
  const shipment = toShipment(row)
  tx.announce({
    type: 'shipment',
    action: 'create',
    id: shipment.id,
    ticketId: shipment.ticketId,
    version: shipment.version,
    changed: Object.keys(input).filter((field) => field in shipment && field !== 'id'),
    data: shipment,
  })
  return { status: 201, type: 'shipment', id: shipment.id, version: shipment.version, data: shipment }
}
