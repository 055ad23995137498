import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, TimestampInput, Version } from './ids.ts'

const Note = T.String({ maxLength: 1_000 })

/**
 * Time that someone spent on a ticket: entered by hand, or begun by checking in and ended by checking out. Without `endedAt`
 * it is running. Entries of one person never overlap.
 */
export const TimeEntry = T.Object(
  {
    id: Id,
    version: Version,
    ticketId: Id,
    /** Whose time it is; of technicians also their row. */
    userId: T.Optional(Id),
    technicianId: T.Optional(Id),
    name: T.String({ description: 'whose time it is, by name' }),
    assignmentId: T.Optional(Id),
    origin: T.Enum(['manual', 'check_in']),
    startedAt: Timestamp,
    endedAt: T.Optional(Timestamp),
    note: T.Optional(Note),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type TimeEntry = Static<typeof TimeEntry>

/** For oneself; dispatchers may enter it for a technician. */
export const CreateTimeEntry = T.Object(
  {
    id: T.Optional(Id),
    technicianId: T.Optional(Id),
    startedAt: TimestampInput,
    endedAt: T.Optional(T.Union([TimestampInput, T.Null()])),
    note: T.Optional(T.Union([Note, T.Null()])),
  },
  { additionalProperties: false },
)
export type CreateTimeEntry = Static<typeof CreateTimeEntry>

export const UpdateTimeEntry = T.Object(
  {
    startedAt: T.Optional(TimestampInput),
    endedAt: T.Optional(T.Union([TimestampInput, T.Null()])),
    note: T.Optional(T.Union([Note, T.Null()])),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateTimeEntry = Static<typeof UpdateTimeEntry>
