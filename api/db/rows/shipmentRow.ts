import { type Shipment, type ShipmentException, type ShipmentStatus } from '../../contract/shipment.ts'
import { present } from './present.ts'

export interface ShipmentRow {
  id: string
  number: number
  version: number
  status: ShipmentStatus
  exception: ShipmentException | null
  ticket_id: string | null
  site_id: string | null
  description: string
  items: Shipment['items']
  carrier: string | null
  service: string | null
  tracking_number: string | null
  tracking_url: string | null
  origin: string | null
  destination: string | null
  expected_at: string | null
  requested_at: string | null
  preparing_at: string | null
  in_transit_at: string | null
  out_for_delivery_at: string | null
  available_for_pickup_at: string | null
  delivered_at: string | null
  received_at: string | null
  exception_at: string | null
  returned_at: string | null
  cancelled_at: string | null
  created_at: string
  updated_at: string
}

/** The column of each field that can change after the creation. */
export const shipmentFieldColumns = {
  status: 'status',
  exception: 'exception',
  ticketId: 'ticket_id',
  siteId: 'site_id',
  description: 'description',
  items: 'items',
  carrier: 'carrier',
  service: 'service',
  trackingNumber: 'tracking_number',
  trackingUrl: 'tracking_url',
  origin: 'origin',
  destination: 'destination',
  expectedAt: 'expected_at',
  requestedAt: 'requested_at',
  preparingAt: 'preparing_at',
  inTransitAt: 'in_transit_at',
  outForDeliveryAt: 'out_for_delivery_at',
  availableForPickupAt: 'available_for_pickup_at',
  deliveredAt: 'delivered_at',
  receivedAt: 'received_at',
  exceptionAt: 'exception_at',
  returnedAt: 'returned_at',
  cancelledAt: 'cancelled_at',
} as const satisfies Partial<Record<keyof Shipment, keyof ShipmentRow>>

export const shipmentColumns = [
  'id',
  'number',
  'version',
  ...Object.values(shipmentFieldColumns),
  'created_at',
  'updated_at',
]
  .map((column) => `shipments.${column}`)
  .join(', ')

export function toShipment(row: ShipmentRow): Shipment {
  return present({
    id: row.id,
    number: row.number,
    version: row.version,
    status: row.status,
    exception: row.exception,
    ticketId: row.ticket_id,
    siteId: row.site_id,
    description: row.description,
    items: row.items,
    carrier: row.carrier,
    service: row.service,
    trackingNumber: row.tracking_number,
    trackingUrl: row.tracking_url,
    origin: row.origin,
    destination: row.destination,
    expectedAt: row.expected_at,
    requestedAt: row.requested_at,
    preparingAt: row.preparing_at,
    inTransitAt: row.in_transit_at,
    outForDeliveryAt: row.out_for_delivery_at,
    availableForPickupAt: row.available_for_pickup_at,
    deliveredAt: row.delivered_at,
    receivedAt: row.received_at,
    exceptionAt: row.exception_at,
    returnedAt: row.returned_at,
    cancelledAt: row.cancelled_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}
