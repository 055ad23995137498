import { checkSite } from '../../commands/checkSite.ts'
import { updateTicket } from '../../commands/updateTicket.ts'
import { Refused } from '../../contract/errors.ts'
import { Ticket } from '../../contract/ticket.ts'
import { insertNumbered } from '../../db/insertNumbered.ts'
import { notVisible } from '../../db/outbox.ts'
import { ticketColumns, toTicket, visibilityOf, type TicketRow } from '../../db/rows/ticketRow.ts'
import { type Transaction } from '../../db/write.ts'
import { insertedIfFree, refuseTaken } from './inserted.ts'
import { ownFormat } from './ownFormat.ts'

/**
 * `Export` of tickets: after their sites. Assignments, comments, time and files are lists of their own and not part of it: a
 * ticket that somebody was at comes as open.
 */
export const ownTickets = ownFormat<Ticket>({
  name: 'signalbox-tickets',
  type: 'ticket',
  table: 'tickets',
  requiredColumns: ['number', 'title', 'status', 'priority', 'siteid'],
  schema: Ticket,
  read: ({ text, number }) => ({
    id: text('id'),
    number: number('number'),
    version: number('version'),
    title: text('title'),
    description: text('description') ?? '',
    siteId: text('siteId'),
    type: text('type'),
    priority: text('priority'),
    status: text('status'),
    holdReason: text('holdReason'),
    cancelReason: text('cancelReason'),
    disposition: text('disposition'),
    scheduledFor: text('scheduledFor'),
    plannedMinutes: number('plannedMinutes'),
    responseDueAt: text('responseDueAt'),
    resolutionDueAt: text('resolutionDueAt'),
    heldAt: text('heldAt'),
    source: text('source'),
    sourceStatus: text('sourceStatus'),
    externalRef: text('externalRef'),
    parts: [],
    assignments: [],
    assigneeIds: [],
    counts: { comments: 0, timeEntries: 0, attachments: 0 },
    startedAt: text('startedAt'),
    completedAt: text('completedAt'),
    closedAt: text('closedAt'),
    cancelledAt: text('cancelledAt'),
    createdAt: text('createdAt'),
    updatedAt: text('updatedAt'),
  }),
  titleOf: ({ title }) => title,
  show: ({ type, priority, status }) => ({ type, priority, status }),
  async insert(tx, ticket) {
    checkTimes(ticket)
    await checkSite(tx, ticket.siteId)
    const row = await insertTicket(tx, ticket)
    return {
      data: toTicket(row, []),
      version: row.version,
      visibility: { before: notVisible, after: visibilityOf(row) },
    }
  },
  async update(tx, ticket) {
    const { id, title, description, siteId, type, priority } = ticket
    const { scheduledFor = null, plannedMinutes = null, responseDueAt = null, resolutionDueAt = null } = ticket
    const times = { scheduledFor, plannedMinutes, responseDueAt, resolutionDueAt }
    const input = { title, description, siteId, type, priority, ...times }
    return (await updateTicket(tx, { id, input })).version
  },
})

/** What the table checks, in words. @throws {Refused} invalid_input */
function checkTimes({ status, holdReason, heldAt, completedAt, closedAt, cancelledAt }: Ticket): void {
  const wanted: [string, boolean, boolean][] = [
    ['holdReason', holdReason !== undefined, status === 'on_hold'],
    ['heldAt', heldAt !== undefined, status === 'on_hold'],
    ['completedAt', completedAt !== undefined, status === 'completed' || status === 'closed'],
    ['closedAt', closedAt !== undefined, status === 'closed'],
    ['cancelledAt', cancelledAt !== undefined, status === 'cancelled'],
  ]
  const wrong = wanted.find(([, is, should]) => is !== should)
  if (!wrong) return
  const [field, is] = wrong
  throw new Refused('invalid_input', `${field} is ${is ? 'given' : 'empty'}, which does not go with ${status}`, {
    field,
  })
}

/** It keeps its number, and the next new one gets a higher one; where the number is taken here it gets the next. */
async function insertTicket(tx: Transaction, ticket: Ticket): Promise<TicketRow> {
  // Before it is used: who creates from here on has a number behind it.
  await tx.query(
    `select setval('tickets_number_seq', $1::bigint) from tickets_number_seq where last_value < $1::bigint`,
    [ticket.number],
  )
  const insert = (number?: number) =>
    insertedIfFree<TicketRow>(tx, 'tickets', ticketColumns, { ...rowOf(ticket), number })
  return (await insert(ticket.number)) ?? (await insertNumbered(tx, () => insert())) ?? refuseTaken()
}

function rowOf(ticket: Ticket): Record<string, unknown> {
  return {
    id: ticket.id,
    version: ticket.version,
    title: ticket.title,
    description: ticket.description,
    site_id: ticket.siteId,
    type: ticket.type,
    priority: ticket.priority,
    status: ticket.status === 'assigned' || ticket.status === 'in_progress' ? 'open' : ticket.status,
    hold_reason: ticket.holdReason,
    cancel_reason: ticket.cancelReason,
    disposition: ticket.disposition,
    scheduled_for: ticket.scheduledFor,
    planned_minutes: ticket.plannedMinutes,
    response_due_at: ticket.responseDueAt,
    resolution_due_at: ticket.resolutionDueAt,
    held_at: ticket.heldAt,
    source: ticket.source,
    source_status: ticket.sourceStatus,
    external_ref: ticket.externalRef,
    started_at: ticket.startedAt,
    completed_at: ticket.completedAt,
    closed_at: ticket.closedAt,
    cancelled_at: ticket.cancelledAt,
    created_at: ticket.createdAt,
    updated_at: ticket.updatedAt,
  }
}
