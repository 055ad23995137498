import { type Assignment } from '../../contract/assignment.ts'
import { type HoldReason, type Priority, type Ticket, type TicketStatus } from '../../contract/ticket.ts'
import { type Queryable } from '../Database.ts'
import { type Visibility } from '../outbox.ts'
import { assignmentsOf } from './assignmentRow.ts'
import { present } from './present.ts'

export interface TicketRow {
  id: string
  number: number
  version: number
  title: string
  description: string
  site_id: string
  type: string
  priority: Priority
  status: TicketStatus
  hold_reason: HoldReason | null
  cancel_reason: string | null
  disposition: string | null
  scheduled_for: string | null
  planned_minutes: number | null
  response_due_at: string | null
  resolution_due_at: string | null
  held_at: string | null
  acknowledged_at: string | null
  acknowledged_by: NonNullable<Ticket['acknowledgedBy']> | null
  source: string | null
  source_status: string | null
  external_ref: string | null
  assignee_ids: string[]
  comment_count: number
  time_entry_count: number
  attachment_count: number
  parts: Ticket['parts']
  started_at: string | null
  completed_at: string | null
  closed_at: string | null
  cancelled_at: string | null
  created_at: string
  updated_at: string
  pool: boolean
  viewer_ids: string[]
}

export const ticketColumns = [
  'id',
  'number',
  'version',
  'title',
  'description',
  'site_id',
  'type',
  'priority',
  'status',
  'hold_reason',
  'cancel_reason',
  'disposition',
  'scheduled_for',
  'planned_minutes',
  'response_due_at',
  'resolution_due_at',
  'held_at',
  'acknowledged_at',
  'acknowledged_by',
  'source',
  'source_status',
  'external_ref',
  'assignee_ids',
  'comment_count',
  'time_entry_count',
  'attachment_count',
  'parts',
  'started_at',
  'completed_at',
  'closed_at',
  'cancelled_at',
  'created_at',
  'updated_at',
  'pool',
  'viewer_ids',
]
  .map((column) => `tickets.${column}`)
  .join(', ')

export function toTicket(row: TicketRow, assignments: Assignment[]): Ticket {
  return present({
    id: row.id,
    number: row.number,
    version: row.version,
    title: row.title,
    description: row.description,
    siteId: row.site_id,
    type: row.type,
    priority: row.priority,
    status: row.status,
    holdReason: row.hold_reason,
    cancelReason: row.cancel_reason,
    disposition: row.disposition,
    scheduledFor: row.scheduled_for,
    plannedMinutes: row.planned_minutes,
    responseDueAt: row.response_due_at,
    resolutionDueAt: row.resolution_due_at,
    heldAt: row.held_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    source: row.source,
    sourceStatus: row.source_status,
    externalRef: row.external_ref,
    parts: row.parts,
    assignments,
    assigneeIds: row.assignee_ids,
    counts: {
      comments: row.comment_count,
      timeEntries: row.time_entry_count,
      attachments: row.attachment_count,
    },
    startedAt: row.started_at,
    completedAt: row.completed_at,
    closedAt: row.closed_at,
    cancelledAt: row.cancelled_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}

/** Tickets with their assignments, in the order of the rows. */
export async function toTickets(db: Queryable, rows: readonly TicketRow[]): Promise<Ticket[]> {
  const ids = rows.map((row) => row.id)
  const assignments = ids.length > 0 ? await assignmentsOf(db, ids) : new Map<string, Assignment[]>()
  return rows.map((row) => toTicket(row, assignments.get(row.id) ?? []))
}

export function visibilityOf(row: Pick<TicketRow, 'pool' | 'viewer_ids'>): Visibility {
  return { pool: row.pool, viewerIds: row.viewer_ids }
}
