import { Type as T, type Static } from 'typebox'
import { Id, Timestamp } from './ids.ts'

/** A console says again within this that it is still there, and counts as gone after the second (ms). */
export const presenceRenewal = 15_000
export const presenceLife = 30_000

export const presenceModes = ['viewing', 'editing'] as const
export type PresenceMode = (typeof presenceModes)[number]

/** Everything that one console has open: what it no longer names it has closed. */
export const ReportPresence = T.Object(
  {
    clientId: T.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$', description: 'one for each running console' }),
    tickets: T.Array(T.Object({ id: Id, mode: T.Enum([...presenceModes]) }, { additionalProperties: false }), {
      maxItems: 50,
    }),
  },
  { additionalProperties: false },
)
export type ReportPresence = Static<typeof ReportPresence>

/** `tickets/<id>/presence`, retained while there is somebody: who looks at a ticket, and who is changing it. */
export const PresenceMessage = T.Object(
  {
    v: T.Literal(1),
    ticketId: Id,
    at: Timestamp,
    people: T.Array(
      T.Object(
        { id: Id, name: T.String(), mode: T.Enum([...presenceModes]), since: Timestamp },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type PresenceMessage = Static<typeof PresenceMessage>
export type PresentPerson = PresenceMessage['people'][number]
