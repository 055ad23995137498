import { Type as T, type Static } from 'typebox'
import { Assignment } from './assignment.ts'
import { PartLine } from './partLine.ts'
import { Id, Timestamp, TimestampInput, Version } from './ids.ts'

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const
export type Priority = (typeof priorities)[number]

export const ticketStatuses = [
  'new',
  'open',
  'assigned',
  'in_progress',
  'on_hold',
  'completed',
  'closed',
  'cancelled',
] as const
export type TicketStatus = (typeof ticketStatuses)[number]

/** Ended: no assignment is active any more and none can begin, until someone reopens it. */
export const endedStatuses = ['completed', 'closed', 'cancelled'] as const satisfies TicketStatus[]

export function isEnded(status: TicketStatus): boolean {
  return (endedStatuses as readonly TicketStatus[]).includes(status)
}

export const holdReasons = ['parts', 'customer', 'access', 'weather', 'other'] as const
export type HoldReason = (typeof holdReasons)[number]

/** Offered by the console; the field itself is open text, since every trade has words of its own. */
export const dispositions = ['completed', 'cannot_complete', 'duplicate', 'no_access'] as const

const fields = {
  title: T.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  description: T.String({ maxLength: 20_000 }),
  siteId: Id,
  type: T.String({ minLength: 1, maxLength: 64, pattern: '\\S' }),
  priority: T.Enum([...priorities]),
  plannedMinutes: T.Integer({ minimum: 1, maximum: 10_080, description: 'expected time on site' }),
  source: T.String({ minLength: 1, maxLength: 64 }),
  sourceStatus: T.String({ minLength: 1, maxLength: 64, description: "the status in the source's own words" }),
  externalRef: T.String({ minLength: 1, maxLength: 128, description: 'its id in the source; unique with `source`' }),
}

export const Disposition = T.String({ minLength: 1, maxLength: 64, pattern: '\\S' })
export const Reason = T.String({ minLength: 1, maxLength: 500, pattern: '\\S' })

export const Ticket = T.Object(
  {
    id: Id,
    number: T.Integer({ minimum: 1 }),
    version: Version,
    title: fields.title,
    description: fields.description,
    siteId: Id,
    type: fields.type,
    priority: fields.priority,
    status: T.Enum([...ticketStatuses]),
    holdReason: T.Optional(T.Enum([...holdReasons])),
    cancelReason: T.Optional(Reason),
    disposition: T.Optional(Disposition),
    scheduledFor: T.Optional(Timestamp),
    plannedMinutes: T.Optional(fields.plannedMinutes),
    // By then somebody is to be on site, and it is to be completed; on hold since, while which both stand still.
    responseDueAt: T.Optional(Timestamp),
    resolutionDueAt: T.Optional(Timestamp),
    heldAt: T.Optional(Timestamp),
    acknowledgedAt: T.Optional(Timestamp),
    acknowledgedBy: T.Optional(
      T.Object(
        { id: Id, name: T.String() },
        { additionalProperties: false, description: 'has taken note of a critical ticket that waits' },
      ),
    ),
    source: T.Optional(fields.source),
    sourceStatus: T.Optional(fields.sourceStatus),
    externalRef: T.Optional(fields.externalRef),
    parts: T.Array(PartLine, { description: 'asked for and used' }),
    assignments: T.Array(Assignment),
    assigneeIds: T.Array(Id, { description: 'technicians of the active assignments' }),
    counts: T.Object(
      {
        comments: T.Integer({ minimum: 0 }),
        timeEntries: T.Integer({ minimum: 0 }),
        attachments: T.Integer({ minimum: 0 }),
      },
      { additionalProperties: false },
    ),
    startedAt: T.Optional(Timestamp),
    completedAt: T.Optional(Timestamp),
    closedAt: T.Optional(Timestamp),
    cancelledAt: T.Optional(Timestamp),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type Ticket = Static<typeof Ticket>

const nullable = <S extends T.TSchema>(schema: S) => T.Optional(T.Union([schema, T.Null()]))

/**
 * A console that works offline gives the id itself, so that its draft and the ticket are one. Due times that are not given
 * are the policy's; `null` promises nothing.
 */
export const CreateTicket = T.Object(
  {
    id: T.Optional(Id),
    title: fields.title,
    description: T.Optional(fields.description),
    siteId: Id,
    type: fields.type,
    priority: fields.priority,
    scheduledFor: nullable(TimestampInput),
    plannedMinutes: nullable(fields.plannedMinutes),
    responseDueAt: nullable(TimestampInput),
    resolutionDueAt: nullable(TimestampInput),
    source: nullable(fields.source),
    sourceStatus: nullable(fields.sourceStatus),
    externalRef: nullable(fields.externalRef),
  },
  { additionalProperties: false },
)
export type CreateTicket = Static<typeof CreateTicket>

/** What may be edited; status and assignments move by commands only. `null` clears a field. */
export const UpdateTicket = T.Object(
  {
    title: T.Optional(fields.title),
    description: T.Optional(fields.description),
    siteId: T.Optional(Id),
    type: T.Optional(fields.type),
    priority: T.Optional(fields.priority),
    scheduledFor: nullable(TimestampInput),
    plannedMinutes: nullable(fields.plannedMinutes),
    responseDueAt: nullable(TimestampInput),
    resolutionDueAt: nullable(TimestampInput),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type UpdateTicket = Static<typeof UpdateTicket>

/** What `tech/<id>/assignments` says of the ticket behind each assignment. */
export const TicketSummary = T.Object(
  {
    id: Id,
    number: Ticket.properties.number,
    title: fields.title,
    priority: fields.priority,
    siteId: Id,
    status: Ticket.properties.status,
    scheduledFor: T.Optional(Timestamp),
  },
  { additionalProperties: false },
)
export type TicketSummary = Static<typeof TicketSummary>

export const AssignmentWithTicket = T.Object(
  { ...Assignment.properties, ticket: TicketSummary },
  { additionalProperties: false },
)
export type AssignmentWithTicket = Static<typeof AssignmentWithTicket>
