import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, TimestampInput, Version } from './ids.ts'

export const shipmentStatuses = [
  'draft',
  'requested',
  'preparing',
  'in_transit',
  'out_for_delivery',
  'available_for_pickup',
  'delivered',
  'received',
  'exception',
  'returned',
  'cancelled',
] as const
export type ShipmentStatus = (typeof shipmentStatuses)[number]

/** Nothing more comes of it. */
export const endedShipmentStatuses = ['received', 'returned', 'cancelled'] as const satisfies ShipmentStatus[]

export const shipmentExceptions = ['delayed', 'failed_attempt', 'damaged', 'lost'] as const
export type ShipmentException = (typeof shipmentExceptions)[number]

const fields = {
  description: T.String({ maxLength: 2_000 }),
  carrier: T.String({ minLength: 1, maxLength: 120 }),
  service: T.String({ minLength: 1, maxLength: 120 }),
  trackingNumber: T.String({ minLength: 1, maxLength: 120 }),
  trackingUrl: T.String({ maxLength: 500, pattern: '^https?://[^\\s]+$' }),
  origin: T.String({ minLength: 1, maxLength: 500 }),
  destination: T.String({ minLength: 1, maxLength: 500 }),
  items: T.Array(
    T.Object(
      {
        name: T.String({ minLength: 1, maxLength: 200 }),
        quantity: T.Integer({ minimum: 1, maximum: 1_000_000 }),
        inventoryId: T.Optional(Id),
      },
      { additionalProperties: false },
    ),
    { maxItems: 200 },
  ),
}

/** Parts on their way, for a ticket or to a site. Each state's first time is kept. */
export const Shipment = T.Object(
  {
    id: Id,
    number: T.Integer({ minimum: 1 }),
    version: Version,
    status: T.Enum([...shipmentStatuses]),
    exception: T.Optional(T.Enum([...shipmentExceptions])),
    ticketId: T.Optional(Id),
    siteId: T.Optional(Id),
    description: fields.description,
    items: fields.items,
    carrier: T.Optional(fields.carrier),
    service: T.Optional(fields.service),
    trackingNumber: T.Optional(fields.trackingNumber),
    trackingUrl: T.Optional(fields.trackingUrl),
    origin: T.Optional(fields.origin),
    destination: T.Optional(fields.destination),
    expectedAt: T.Optional(Timestamp),
    requestedAt: T.Optional(Timestamp),
    preparingAt: T.Optional(Timestamp),
    inTransitAt: T.Optional(Timestamp),
    outForDeliveryAt: T.Optional(Timestamp),
    availableForPickupAt: T.Optional(Timestamp),
    deliveredAt: T.Optional(Timestamp),
    receivedAt: T.Optional(Timestamp),
    exceptionAt: T.Optional(Timestamp),
    returnedAt: T.Optional(Timestamp),
    cancelledAt: T.Optional(Timestamp),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type Shipment = Static<typeof Shipment>

const nullable = <S extends T.TSchema>(schema: S) => T.Optional(T.Union([schema, T.Null()]))

const optionalFields = {
  ticketId: nullable(Id),
  siteId: nullable(Id),
  description: T.Optional(fields.description),
  items: T.Optional(fields.items),
  carrier: nullable(fields.carrier),
  service: nullable(fields.service),
  trackingNumber: nullable(fields.trackingNumber),
  trackingUrl: nullable(fields.trackingUrl),
  origin: nullable(fields.origin),
  destination: nullable(fields.destination),
  expectedAt: nullable(TimestampInput),
}

/** A shipment for a ticket goes to the ticket's site, unless another one is named. */
export const CreateShipment = T.Object({ id: T.Optional(Id), ...optionalFields }, { additionalProperties: false })
export type CreateShipment = Static<typeof CreateShipment>

export const UpdateShipment = T.Object(optionalFields, { additionalProperties: false, minProperties: 1 })
export type UpdateShipment = Static<typeof UpdateShipment>
