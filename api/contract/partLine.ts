import { Type as T, type Static } from 'typebox'
import { Id, Timestamp } from './ids.ts'

/** Parts of a ticket travel in it, as its assignments do: asked for, then used or no longer wanted. */
export const PartLine = T.Object(
  {
    id: Id,
    state: T.Enum(['asked', 'used', 'dropped']),
    name: T.String({ minLength: 1, maxLength: 200 }),
    quantity: T.Integer({ minimum: 1, maximum: 1_000_000 }),
    inventoryId: T.Optional(Id),
    at: Timestamp,
    by: T.Object({ id: T.Union([Id, T.Null()]), name: T.String() }, { additionalProperties: false }),
  },
  { additionalProperties: false },
)
export type PartLine = Static<typeof PartLine>

/** A part by name, or one from the inventory. */
export const AskPart = T.Object(
  {
    name: T.Optional(T.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
    inventoryId: T.Optional(Id),
    quantity: T.Optional(T.Integer({ minimum: 1, maximum: 1_000_000 })),
  },
  { additionalProperties: false },
)
export type AskPart = Static<typeof AskPart>

/** Takes it from the inventory row it lies in; with `partId` it settles what was asked for. */
export const UsePart = T.Object(
  {
    inventoryId: Id,
    quantity: T.Optional(T.Integer({ minimum: 1, maximum: 1_000_000 })),
    partId: T.Optional(Id),
  },
  { additionalProperties: false },
)
export type UsePart = Static<typeof UsePart>

export const DropPart = T.Object({ partId: Id }, { additionalProperties: false })
export type DropPart = Static<typeof DropPart>
