import { entityTypes, type Action, type EntityType } from '../contract/change.ts'
import { defaultNotificationPreferences, type NotificationPreferences } from '../contract/notificationPreferences.ts'
import { type Duty } from '../contract/technician.ts'
import { type Priority } from '../contract/ticket.ts'
import { type Role } from '../contract/user.ts'
import { type Queryable } from '../db/Database.ts'
import { type Fact, type KnownTicket, type Person } from './notificationRules.ts'

/** A numbered change with what the rules ask of it. */
export interface ChangeForNotifying {
  id: number
  seq: number
  fact: Fact
}

interface ChangeRow {
  id: number
  seq: number
  type: EntityType
  action: Action
  entity_id: string
  ticket_id: string | null
  at: string
  by_id: string | null
  by_name: string
  changed: string[]
  data: Record<string, unknown>
  before: Record<string, unknown> | null
  pool_before: boolean | null
  pool: boolean | null
  viewer_ids_before: string[] | null
  viewer_ids: string[] | null
}

/** The changes after a number, oldest first, with their tickets as they stand now: who may see them is asked of this moment. */
export async function readFacts(db: Queryable, after: number, limit: number): Promise<ChangeForNotifying[]> {
  const rows = await db.query<ChangeRow>(
    `select id, seq, type, action, entity_id, ticket_id, at, by_id, by_name, changed, data, before,
       pool_before, pool, viewer_ids_before, viewer_ids
     from changes where seq > $1 and type = any($3) order by seq limit $2`,
    [after, limit, entityTypes],
  )
  const tickets = await readTickets(db, rows.map(ticketIdOf))
  return rows.map((row) => ({ id: row.id, seq: row.seq, fact: toFact(row, tickets.get(ticketIdOf(row) ?? '')) }))
}

/** A shipment's ticket is in its row alone. */
function ticketIdOf({ ticket_id, data }: ChangeRow): string | undefined {
  if (ticket_id !== null) return ticket_id
  return typeof data.ticketId === 'string' ? data.ticketId : undefined
}

function toFact(row: ChangeRow, ticket: KnownTicket | undefined): Fact {
  return {
    type: row.type,
    action: row.action,
    entityId: row.entity_id,
    at: row.at,
    by: { id: row.by_id, name: row.by_name },
    changed: row.changed,
    data: row.data,
    before: row.before ?? {},
    ticket,
    viewers: {
      before: row.viewer_ids_before ?? [],
      after: row.viewer_ids ?? [],
      poolBefore: row.pool_before ?? false,
      poolAfter: row.pool ?? false,
    },
  }
}

interface TicketRow {
  id: string
  number: number
  title: string
  type: string
  priority: Priority
  pool: boolean
  viewer_ids: string[]
  site_id: string
  site_name: string
}

/** Tickets by their ids, deleted ones too: what was said of them is still to be said. */
export async function readTickets(
  db: Queryable,
  ids: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, KnownTicket>> {
  const wanted = [...new Set(ids.filter((id) => id !== undefined))]
  if (wanted.length === 0) return new Map()
  const rows = await db.query<TicketRow>(
    `select tickets.id, number, title, type, priority, pool, viewer_ids, site_id, sites.name as site_name
     from tickets join sites on sites.id = site_id where tickets.id = any($1)`,
    [wanted],
  )
  return new Map(
    rows.map(({ viewer_ids, site_id, site_name, ...row }) => [
      row.id,
      { ...row, viewerIds: viewer_ids, site: { id: site_id, name: site_name } },
    ]),
  )
}

interface PersonRow {
  id: string
  created_at: string
  role: Role
  technician_id: string | null
  duty: Duty | null
  preferences: NotificationPreferences | null
}

/** Everybody who can sign in, with what they chose, and which of these tickets they have had a hand in. */
export async function readPeople(db: Queryable, ticketIds: readonly string[]): Promise<Person[]> {
  const rows = await db.query<PersonRow>(
    `select users.id, users.created_at, role, technicians.id as technician_id, duty, preferences from users
     left join technicians on technicians.user_id = users.id and technicians.deleted_at is null
     left join notification_preferences on notification_preferences.user_id = users.id
     where users.active and users.deleted_at is null`,
  )
  const hands = await db.query<{ by_id: string; ticket_id: string }>(
    'select distinct by_id, ticket_id from changes where ticket_id = any($1) and by_id is not null',
    [ticketIds],
  )
  const involved = Map.groupBy(hands, ({ by_id }) => by_id)
  return rows.map((row) => ({
    userId: row.id,
    since: row.created_at,
    role: row.role,
    technicianId: row.role === 'technician' ? (row.technician_id ?? undefined) : undefined,
    onShift: row.duty === 'on_shift',
    involvedIn: new Set(involved.get(row.id)?.map(({ ticket_id }) => ticket_id)),
    preferences: row.preferences ?? defaultNotificationPreferences,
  }))
}
