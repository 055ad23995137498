import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { dueTimes } from '../contract/sla.ts'
import { type CreateTicket } from '../contract/ticket.ts'
import { insertNumbered } from '../db/insertNumbered.ts'
import { notVisible } from '../db/outbox.ts'
import { readSlaTargets } from '../db/readSlaTargets.ts'
import { ticketColumns, toTicket, visibilityOf, type TicketRow } from '../db/rows/ticketRow.ts'
import { type Transaction } from '../db/write.ts'
import { requireStaff } from './rights.ts'
import { checkSite } from './checkSite.ts'
import { type Command } from './Written.ts'

export const createTicket: Command<CreateTicket> = async (tx, { input }) => {
  requireStaff(tx.principal)
  await checkSite(tx, input.siteId)
  const row = await insert(tx, input)
  const ticket = toTicket(row, [])
  tx.announce({
    type: 'ticket',
    action: 'create',
    id: ticket.id,
    ticketId: ticket.id,
    version: ticket.version,
    changed: Object.keys(input).filter((field) => field in ticket && field !== 'id'),
    data: ticket,
    visibility: { before: notVisible, after: visibilityOf(row) },
  })
  return { status: 201, type: 'ticket', id: ticket.id, version: ticket.version, data: ticket }
}

/** As given, or as promised for its priority. */
async function dueTimesOf(tx: Transaction, input: CreateTicket) {
  const policy = await readSlaTargets(tx)
  const { responseDueAt, resolutionDueAt } = dueTimes(policy[input.priority], tx.at)
  return {
    responseDueAt: input.responseDueAt === undefined ? responseDueAt : input.responseDueAt,
    resolutionDueAt: input.resolutionDueAt === undefined ? resolutionDueAt : input.resolutionDueAt,
  }
}

async function insert(tx: Transaction, input: CreateTicket): Promise<TicketRow> {
  const due = await dueTimesOf(tx, input)
  const row = await insertNumbered(tx, () => insertOnce(tx, input, due))
  if (!row) {
    throw new Refused('conflict', 'There is already a ticket with this id or this external reference.', {
      fields: input.externalRef ? ['externalRef'] : ['id'],
    })
  }
  return row
}

async function insertOnce(
  tx: Transaction,
  input: CreateTicket,
  due: Awaited<ReturnType<typeof dueTimesOf>>,
): Promise<TicketRow | undefined> {
  const [row] = await tx.query<TicketRow>(
    `insert into tickets (id, title, description, site_id, type, priority, status, scheduled_for, planned_minutes, source,
       source_status, external_ref, created_at, updated_at, response_due_at, resolution_due_at)
     values ($1, $2, $3, $4, $5, $6, 'new', $7, $8, $9, $10, $11, $12, $12, $13, $14)
     on conflict do nothing returning ${ticketColumns}`,
    [
      input.id ?? newId(),
      input.title,
      input.description ?? '',
      input.siteId,
      input.type,
      input.priority,
      input.scheduledFor ?? null,
      input.plannedMinutes ?? null,
      input.source ?? null,
      input.sourceStatus ?? null,
      input.externalRef ?? null,
      tx.at,
      due.responseDueAt,
      due.resolutionDueAt,
    ],
  )
  return row
}
