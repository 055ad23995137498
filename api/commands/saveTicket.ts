import { isDeepStrictEqual } from 'node:util'
import { type Assignment } from '../contract/assignment.ts'
import { type Action } from '../contract/change.ts'
import { type Ticket } from '../contract/ticket.ts'
import { saveAssignment } from '../db/rows/assignmentRow.ts'
import { ticketColumns, toTicket, visibilityOf, type TicketRow } from '../db/rows/ticketRow.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields, pickFields } from './changedFields.ts'
import { type LockedTicket } from './lockTicket.ts'
import { followWithTime } from './followWithTime.ts'
import { refreshTechnicians } from './refreshTechnician.ts'
import { type Written } from './Written.ts'

/** The columns that a command can change, by their field. */
const columns = {
  title: 'title',
  description: 'description',
  siteId: 'site_id',
  type: 'type',
  priority: 'priority',
  status: 'status',
  holdReason: 'hold_reason',
  cancelReason: 'cancel_reason',
  disposition: 'disposition',
  scheduledFor: 'scheduled_for',
  plannedMinutes: 'planned_minutes',
  responseDueAt: 'response_due_at',
  resolutionDueAt: 'resolution_due_at',
  heldAt: 'held_at',
  acknowledgedAt: 'acknowledged_at',
  acknowledgedBy: 'acknowledged_by',
  source: 'source',
  sourceStatus: 'source_status',
  externalRef: 'external_ref',
  parts: 'parts',
  assigneeIds: 'assignee_ids',
  startedAt: 'started_at',
  completedAt: 'completed_at',
  closedAt: 'closed_at',
  cancelledAt: 'cancelled_at',
} as const satisfies Partial<Record<keyof Ticket, string>>

/** What the lists on `tech/<id>/assignments` show of a ticket. */
const summaryFields: readonly string[] = ['number', 'title', 'priority', 'siteId', 'status', 'scheduledFor']

/**
 * Stores what a step made of a locked ticket and announces it: the ticket, then each technician it concerns, then their
 * lists. A step that changes nothing stores and announces nothing.
 */
export async function saveTicket(
  tx: Transaction,
  { ticket: before, visibility }: LockedTicket,
  step: Ticket,
  action: Action,
): Promise<Written> {
  const next = await followWithTime(tx, before, step)
  const changed = changedFields(before, next)
  if (changed.length === 0) return { status: 200, type: 'ticket', id: before.id, version: before.version, data: before }

  const touched = touchedAssignments(before, next)
  const assignments = next.assignments.map((each) => {
    const old = before.assignments.find((other) => other.id === each.id)
    return touched.includes(each) && old ? { ...each, version: old.version + 1 } : each
  })
  const row = await updateRow(tx, { ...next, assignments }, changed)
  for (const each of assignments.filter((_, index) => touched.includes(next.assignments[index] as Assignment))) {
    await saveAssignment(tx, each)
  }

  const after = toTicket(row, assignments)
  tx.announce({
    type: 'ticket',
    action,
    id: after.id,
    ticketId: after.id,
    version: after.version,
    changed,
    data: after,
    before: pickFields(before, changed),
    visibility: { before: visibility, after: visibilityOf(row) },
  })
  const summaryChanged = changed.some((field) => summaryFields.includes(field))
  const concerned = [...touched.map((each) => each.technicianId), ...(summaryChanged ? after.assigneeIds : [])]
  await refreshTechnicians(tx, concerned, touched)
  return { status: 200, type: 'ticket', id: after.id, version: after.version, data: after }
}

function touchedAssignments(before: Ticket, next: Ticket): Assignment[] {
  return next.assignments.filter(
    (each) => !before.assignments.some((old) => old.id === each.id && isDeepStrictEqual(old, each)),
  )
}

async function updateRow(tx: Transaction, next: Ticket, changed: string[]): Promise<TicketRow> {
  const crewIds = next.assignments
    .filter((each) => each.state !== 'released' && each.state !== 'declined')
    .map((each) => each.technicianId)
  const values: unknown[] = [next.id, tx.at, [...new Set(crewIds)]]
  const sets = ['version = version + 1', 'updated_at = $2', 'crew_ids = $3']
  for (const [field, column] of Object.entries(columns)) {
    if (!changed.includes(field)) continue
    const value = next[field as keyof typeof columns] ?? null
    values.push(field === 'parts' || field === 'acknowledgedBy' ? value && JSON.stringify(value) : value)
    sets.push(`${column} = $${values.length}`)
  }
  if (changed.includes('counts')) {
    const { comments, timeEntries, attachments } = next.counts
    values.push(comments, timeEntries, attachments)
    const first = values.length - 2
    sets.push(`comment_count = $${first}`, `time_entry_count = $${first + 1}`, `attachment_count = $${first + 2}`)
  }
  const [row] = await tx.query<TicketRow>(
    `update tickets set ${sets.join(', ')} where id = $1 returning ${ticketColumns}`,
    values,
  )
  if (!row) throw new Error(`ticket ${next.id} vanished while it was locked`)
  return row
}
