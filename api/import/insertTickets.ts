import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { notVisible } from '../db/outbox.ts'
import { ticketColumns, toTicket, visibilityOf, type TicketRow } from '../db/rows/ticketRow.ts'
import { type Transaction } from '../db/write.ts'
import { type ImportedTicket } from './ImportedTicket.ts'

const changedByCreation = [
  'title',
  'description',
  'siteId',
  'type',
  'priority',
  'status',
  'source',
  'sourceStatus',
  'externalRef',
]

/**
 * Inserts new tickets with one statement and announces each. Ids rise, and the numbers that people say follow them: both
 * in the order of the file.
 * @throws {Refused} unavailable, where somebody made one of them since they were looked up; the batch may be tried again.
 */
export async function insertTickets(
  tx: Transaction,
  source: string,
  tickets: readonly ImportedTicket[],
  siteIds: ReadonlyMap<ImportedTicket, string>,
): Promise<void> {
  if (tickets.length === 0) return
  const rows = await tx.query<TicketRow>(
    `insert into tickets (id, title, description, site_id, type, priority, status, source, source_status, external_ref,
       completed_at, closed_at, created_at, updated_at)
     select id, title, description, site_id, type, priority, case when closed_at is null then 'open' else 'closed' end, $2,
       source_status, external_ref, closed_at, closed_at, created_at, $3
     from jsonb_to_recordset($1) as ticket (id uuid, title text, description text, site_id uuid, type text, priority text,
       source_status text, external_ref text, closed_at timestamptz, created_at timestamptz)
     order by id
     on conflict do nothing returning ${ticketColumns}`,
    [JSON.stringify(tickets.map((ticket) => toRecord(ticket, siteIds.get(ticket)))), source, tx.at],
  )
  if (rows.length !== tickets.length) throw new Refused('unavailable', 'Somebody else is importing the same tickets.')
  for (const row of rows) {
    tx.announce({
      type: 'ticket',
      action: 'create',
      id: row.id,
      ticketId: row.id,
      version: row.version,
      changed: changedByCreation,
      data: toTicket(row, []),
      visibility: { before: notVisible, after: visibilityOf(row) },
    })
  }
}

function toRecord(ticket: ImportedTicket, siteId: string | undefined): object {
  return {
    id: newId(),
    title: ticket.title,
    description: ticket.description,
    site_id: siteId,
    type: ticket.type,
    priority: ticket.priority,
    source_status: ticket.sourceStatus,
    external_ref: ticket.externalRef,
    closed_at: ticket.closedAt,
    created_at: ticket.createdAt,
  }
}
