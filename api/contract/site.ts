import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, Version } from './ids.ts'

const fields = {
  name: T.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  address: T.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  latitude: T.Number({ minimum: -90, maximum: 90 }),
  longitude: T.Number({ minimum: -180, maximum: 180 }),
  timeZone: T.String({ minLength: 1, maxLength: 64, description: 'IANA time zone, for example America/New_York' }),
  contact: T.String({ maxLength: 500 }),
  notes: T.String({ maxLength: 20_000 }),
}

export const Site = T.Object(
  {
    id: Id,
    version: Version,
    name: fields.name,
    address: T.Optional(fields.address),
    latitude: T.Optional(fields.latitude),
    longitude: T.Optional(fields.longitude),
    timeZone: fields.timeZone,
    contact: T.Optional(fields.contact),
    notes: T.Optional(fields.notes),
    source: T.Optional(T.String()),
    externalRef: T.Optional(T.String()),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type Site = Static<typeof Site>

const nullable = <S extends T.TSchema>(schema: S) => T.Optional(T.Union([schema, T.Null()]))

const optionalFields = {
  address: nullable(fields.address),
  latitude: nullable(fields.latitude),
  longitude: nullable(fields.longitude),
  contact: nullable(fields.contact),
  notes: nullable(fields.notes),
}

/** Address or coordinates are needed; without a time zone a site gets the server's own. */
export const CreateSite = T.Object(
  { id: T.Optional(Id), name: fields.name, timeZone: T.Optional(fields.timeZone), ...optionalFields },
  { additionalProperties: false },
)
export type CreateSite = Static<typeof CreateSite>

/** `null` clears a field. */
export const UpdateSite = T.Object(
  { name: T.Optional(fields.name), timeZone: T.Optional(fields.timeZone), ...optionalFields },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateSite = Static<typeof UpdateSite>
