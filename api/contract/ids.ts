import { Type as T } from 'typebox'

/** Every id that leaves the system: a UUID, version 7 for those we make (RFC 9562, section 5.7). */
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const Id = T.String({ pattern: idPattern.source, description: 'UUIDv7, lower case' })

/** True for a string that may be an id of ours; anything else is answered as "not found" without asking PostgreSQL. */
export function isId(value: string): boolean {
  return idPattern.test(value)
}

/** A moment in UTC with milliseconds (RFC 3339), as every answer writes it. */
export const Timestamp = T.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'RFC 3339, UTC, milliseconds',
})

/** A moment as a caller may write it: any offset, any precision; it is stored in UTC with milliseconds. */
export const TimestampInput = T.String({
  format: 'date-time',
  maxLength: 40,
  description: 'RFC 3339 with an offset',
})

/** Raised by one under the row's lock with every change of the row; the ETag is made of it. */
export const Version = T.Integer({ minimum: 1 })

/** The public sequence number N: given by the relay just before a change goes out, never by the writer. */
export const Seq = T.Integer({ minimum: 0 })
