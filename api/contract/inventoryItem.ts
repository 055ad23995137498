import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, Version } from './ids.ts'

export const inventoryKinds = ['part', 'equipment'] as const
export type InventoryKind = (typeof inventoryKinds)[number]

export const inventoryPlaces = ['warehouse', 'site', 'technician'] as const
export type InventoryPlace = (typeof inventoryPlaces)[number]

const fields = {
  name: T.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  sku: T.String({ minLength: 1, maxLength: 64 }),
  serialNumber: T.String({ minLength: 1, maxLength: 120 }),
  quantity: T.Integer({ minimum: 0, maximum: 1_000_000 }),
  minimum: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'fewer than this is low stock' }),
  unit: T.String({ minLength: 1, maxLength: 32 }),
  warehouse: T.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  notes: T.String({ maxLength: 5_000 }),
}

/**
 * A part in stock or a piece of equipment, kept at one place: a warehouse (by name), a site (then it is that site's
 * equipment) or with a technician. Of the fields for the place exactly the one that fits is there.
 */
export const InventoryItem = T.Object(
  {
    id: Id,
    version: Version,
    kind: T.Enum([...inventoryKinds]),
    name: fields.name,
    sku: T.Optional(fields.sku),
    serialNumber: T.Optional(fields.serialNumber),
    quantity: fields.quantity,
    minimum: T.Optional(fields.minimum),
    unit: T.Optional(fields.unit),
    place: T.Enum([...inventoryPlaces]),
    warehouse: T.Optional(fields.warehouse),
    siteId: T.Optional(Id),
    technicianId: T.Optional(Id),
    notes: T.Optional(fields.notes),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type InventoryItem = Static<typeof InventoryItem>

const nullable = <S extends T.TSchema>(schema: S) => T.Optional(T.Union([schema, T.Null()]))

/** Where something is or goes: exactly one of the three. Without any it is in the warehouse called "Main". */
const placeFields = {
  warehouse: T.Optional(fields.warehouse),
  siteId: T.Optional(Id),
  technicianId: T.Optional(Id),
}

const optionalFields = {
  sku: nullable(fields.sku),
  serialNumber: nullable(fields.serialNumber),
  minimum: nullable(fields.minimum),
  unit: nullable(fields.unit),
  notes: nullable(fields.notes),
}

export const CreateInventoryItem = T.Object(
  {
    id: T.Optional(Id),
    kind: T.Optional(T.Enum([...inventoryKinds])),
    name: fields.name,
    quantity: T.Optional(fields.quantity),
    ...optionalFields,
    ...placeFields,
  },
  { additionalProperties: false },
)
export type CreateInventoryItem = Static<typeof CreateInventoryItem>

/** What it is and how many there are; where it is changes by a move. */
export const UpdateInventoryItem = T.Object(
  { name: T.Optional(fields.name), quantity: T.Optional(fields.quantity), ...optionalFields },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateInventoryItem = Static<typeof UpdateInventoryItem>

/**
 * Moves all of it, or some: then what moves joins the same part at its new place, or begins a row of its own there. Where all of
 * it joined another row, the answer is that row: the emptied one is deleted, unless it has a minimum.
 */
export const MoveInventoryItem = T.Object(
  { quantity: T.Optional(T.Integer({ minimum: 1, maximum: 1_000_000 })), ...placeFields },
  { additionalProperties: false },
)
export type MoveInventoryItem = Static<typeof MoveInventoryItem>
