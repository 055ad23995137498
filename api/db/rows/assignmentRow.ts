import { type Assignment, type AssignmentState } from '../../contract/assignment.ts'
import { type Queryable } from '../Database.ts'
import { present } from './present.ts'

export interface AssignmentRow {
  id: string
  ticket_id: string
  technician_id: string
  state: AssignmentState
  version: number
  reason: string | null
  disposition: string | null
  assigned_at: string
  sent_at: string | null
  delivered_at: string | null
  seen_at: string | null
  dispatched_at: string | null
  accepted_at: string | null
  en_route_at: string | null
  on_site_at: string | null
  working_at: string | null
  paused_at: string | null
  done_at: string | null
  declined_at: string | null
  released_at: string | null
  cancelled_at: string | null
}

export const assignmentColumns = [
  'id',
  'ticket_id',
  'technician_id',
  'state',
  'version',
  'reason',
  'disposition',
  'assigned_at',
  'sent_at',
  'delivered_at',
  'seen_at',
  'dispatched_at',
  'accepted_at',
  'en_route_at',
  'on_site_at',
  'working_at',
  'paused_at',
  'done_at',
  'declined_at',
  'released_at',
  'cancelled_at',
] as const

export function toAssignment(row: AssignmentRow): Assignment {
  return present({
    id: row.id,
    ticketId: row.ticket_id,
    technicianId: row.technician_id,
    state: row.state,
    version: row.version,
    reason: row.reason,
    disposition: row.disposition,
    assignedAt: row.assigned_at,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    seenAt: row.seen_at,
    dispatchedAt: row.dispatched_at,
    acceptedAt: row.accepted_at,
    enRouteAt: row.en_route_at,
    onSiteAt: row.on_site_at,
    workingAt: row.working_at,
    pausedAt: row.paused_at,
    doneAt: row.done_at,
    declinedAt: row.declined_at,
    releasedAt: row.released_at,
    cancelledAt: row.cancelled_at,
  })
}

/** Inserts or overwrites one assignment; its ticket's row is locked by the caller. */
export async function saveAssignment(db: Queryable, assignment: Assignment): Promise<void> {
  const values = [
    assignment.id,
    assignment.ticketId,
    assignment.technicianId,
    assignment.state,
    assignment.version,
    assignment.reason,
    assignment.disposition,
    assignment.assignedAt,
    assignment.sentAt,
    assignment.deliveredAt,
    assignment.seenAt,
    assignment.dispatchedAt,
    assignment.acceptedAt,
    assignment.enRouteAt,
    assignment.onSiteAt,
    assignment.workingAt,
    assignment.pausedAt,
    assignment.doneAt,
    assignment.declinedAt,
    assignment.releasedAt,
    assignment.cancelledAt,
  ]
  const updates = assignmentColumns.slice(3).map((column) => `${column} = excluded.${column}`)
  await db.query(
    `insert into assignments (${assignmentColumns.join(', ')})
     values (${values.map((_, index) => `$${index + 1}`).join(', ')})
     on conflict (id) do update set ${updates.join(', ')}`,
    values,
  )
}

/** The assignments of some tickets, oldest first, by ticket. */
export async function assignmentsOf(db: Queryable, ticketIds: readonly string[]): Promise<Map<string, Assignment[]>> {
  const rows = await db.query<AssignmentRow>(
    `select ${assignmentColumns.join(', ')} from assignments where ticket_id = any($1) order by assigned_at, id`,
    [ticketIds],
  )
  return Map.groupBy(rows.map(toAssignment), (assignment) => assignment.ticketId)
}

/** The active assignments of one technician, oldest first. */
export async function activeAssignmentsOf(db: Queryable, technicianId: string): Promise<Assignment[]> {
  const rows = await db.query<AssignmentRow>(
    `select ${assignmentColumns.join(', ')} from assignments where technician_id = $1 and active order by assigned_at, id`,
    [technicianId],
  )
  return rows.map(toAssignment)
}
