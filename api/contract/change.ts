import { Type as T, type Static } from 'typebox'
import { Id, Seq, Timestamp, Version } from './ids.ts'

/** The kinds of data, in the words that `type` uses everywhere. */
export const entityTypes = [
  'ticket',
  'site',
  'shipment',
  'user',
  'technician',
  'inventory',
  'comment',
  'time_entry',
  'attachment',
] as const
export type EntityType = (typeof entityTypes)[number]

/** `assignments` is the list on `tech/<id>/assignments`; it is not a row of its own and is in no feed and no /sync. */
export const changeTypes = [...entityTypes, 'assignments'] as const
export type ChangeType = (typeof changeTypes)[number]

/** What hangs on a ticket and is seen by those who see it. A shipment may, or stand by itself. */
export const hangingTypes = ['comment', 'time_entry', 'attachment', 'shipment'] as const satisfies EntityType[]

/** What happened, past tense where it is an event of the field. `gone` leaves a sight, not the database. */
export const actions = [
  'create',
  'update',
  'delete',
  'restored',
  'assigned',
  'released',
  'claimed',
  'status',
  'dispatched',
  'accepted',
  'declined',
  'en_route',
  'checked_in',
  'started',
  'paused',
  'resumed',
  'checked_out',
  'moved',
  'parts',
  'acknowledged',
  'taken_over',
  'gone',
] as const
export type Action = (typeof actions)[number]

/** Who did it. Without an id it was the system itself (an import, a timer). */
export const Actor = T.Object({ id: T.Union([Id, T.Null()]), name: T.String() }, { additionalProperties: false })
export type Actor = Static<typeof Actor>

/** One committed change, as every MQTT message, feed and history carries it. */
export const Envelope = T.Object(
  {
    v: T.Literal(1),
    seq: Seq,
    type: T.Enum([...changeTypes]),
    action: T.Enum([...actions]),
    id: Id,
    version: Version,
    at: Timestamp,
    by: T.Union([Actor, T.Null()], { description: 'null in `gone`: who took it is no longer yours to know' }),
    changed: T.Array(T.String()),
    data: T.Optional(T.Unknown({ description: 'the whole row after the commit; absent in `gone`' })),
    gone: T.Optional(T.Literal(true)),
  },
  { additionalProperties: false },
)
export type Envelope = Static<typeof Envelope>

/** One wake-up's changes for one audience: the message of `feed/...`. `from` and `to` are the wake-up's first and last seq. */
export const FeedMessage = T.Object(
  {
    v: T.Literal(1),
    from: Seq,
    to: Seq,
    prev: T.Union([Seq, T.Null()], {
      description:
        "`to` of the message before on this feed, null for the first since the relay's start: a subscriber that holds another number has missed one",
    }),
    changes: T.Array(Envelope),
  },
  { additionalProperties: false },
)
export type FeedMessage = Static<typeof FeedMessage>

/** `system/head`: every message up to `seq` has been sent on this connection. */
export const Head = T.Object({ seq: Seq, at: Timestamp }, { additionalProperties: false })
export type Head = Static<typeof Head>

/** One line of `GET /sync`; the last line is `{"head": M}`. */
export const SyncRow = T.Object({ type: T.Enum([...entityTypes]), id: Id, version: Version, data: T.Unknown() })
export const SyncGone = T.Object({ type: T.Enum([...entityTypes]), id: Id, version: Version, gone: T.Literal(true) })
export const SyncHead = T.Object({ head: Seq })
export const SyncLine = T.Union([SyncRow, SyncGone, SyncHead])
export type SyncRow = Static<typeof SyncRow>
export type SyncGone = Static<typeof SyncGone>
export type SyncLine = Static<typeof SyncLine>

/** An item of `GET /changes`: the envelope and the changed fields as they were. */
export const HistoryItem = T.Object(
  {
    ...Envelope.properties,
    before: T.Union([T.Record(T.String(), T.Unknown()), T.Null()], {
      description: 'the changed fields as they were; null for a create',
    }),
  },
  { additionalProperties: false },
)
export type HistoryItem = Static<typeof HistoryItem>
