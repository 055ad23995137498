import { Type as T, type Static } from 'typebox'
import { assignmentStates } from './assignment.ts'
import { Id, Timestamp, Version } from './ids.ts'
import { Reason } from './ticket.ts'

export const duties = ['off_shift', 'on_shift'] as const
export type Duty = (typeof duties)[number]

export const technicianStatuses = [
  'available',
  'assigned',
  'en_route',
  'on_site',
  'on_break',
  'unavailable',
  'out_of_service',
] as const
export type TechnicianStatus = (typeof technicianStatuses)[number]

/** What a person may say of themselves; the others follow from their assignments. */
export const manualStatuses = [
  'available',
  'on_break',
  'unavailable',
  'out_of_service',
] as const satisfies TechnicianStatus[]
export type ManualStatus = (typeof manualStatuses)[number]

export const reaches = ['online', 'stale', 'unreachable'] as const
export type Reach = (typeof reaches)[number]

const fields = {
  name: T.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  phone: T.String({ maxLength: 40 }),
  skills: T.Array(T.String({ minLength: 1, maxLength: 64 }), { maxItems: 50, uniqueItems: true }),
}

export const CurrentAssignment = T.Object(
  {
    id: Id,
    ticketId: Id,
    ticketNumber: T.Integer({ minimum: 1 }),
    state: T.Enum([...assignmentStates]),
    since: Timestamp,
  },
  { additionalProperties: false },
)

export const Technician = T.Object(
  {
    id: Id,
    version: Version,
    userId: T.Optional(Id),
    name: fields.name,
    phone: T.Optional(fields.phone),
    skills: fields.skills,
    active: T.Boolean({
      description: 'false once their user is deactivated or has another role; history keeps the row',
    }),
    duty: T.Enum([...duties]),
    status: T.Enum([...technicianStatuses]),
    statusReason: T.Optional(T.String()),
    statusSince: Timestamp,
    reach: T.Enum([...reaches]),
    currentAssignment: T.Optional(CurrentAssignment),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type Technician = Static<typeof Technician>

const nullable = <S extends T.TSchema>(schema: S) => T.Optional(T.Union([schema, T.Null()]))

/** A technician without a user is someone who is assigned work but never signs in (a subcontractor). */
export const CreateTechnician = T.Object(
  { name: fields.name, phone: nullable(fields.phone), skills: T.Optional(fields.skills) },
  { additionalProperties: false },
)
export type CreateTechnician = Static<typeof CreateTechnician>

/** `active` is for technicians without a user; the others follow their user. */
export const UpdateTechnician = T.Object(
  {
    name: T.Optional(fields.name),
    phone: nullable(fields.phone),
    skills: T.Optional(fields.skills),
    active: T.Optional(T.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateTechnician = Static<typeof UpdateTechnician>

export const SetDuty = T.Object({ duty: T.Enum([...duties]) }, { additionalProperties: false })
export type SetDuty = Static<typeof SetDuty>

/** `unavailable` wants a reason. */
export const SetStatus = T.Object(
  { status: T.Enum([...manualStatuses]), reason: T.Optional(Reason) },
  { additionalProperties: false },
)
export type SetStatus = Static<typeof SetStatus>
