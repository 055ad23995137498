import { promiseWords, slaClocksOf, warningShare, type SlaClockName } from '../contract/sla.ts'
import { endedStatuses } from '../contract/ticket.ts'
import { type Queryable } from '../db/Database.ts'
import { ticketColumns, toTickets, type TicketRow } from '../db/rows/ticketRow.ts'
import { type KnownTicket, type Overdue } from './notificationRules.ts'

/** Before it is known whether anybody may be told: without its ticket. */
export type Found = Omit<Overdue, 'ticket'> & { ticketId: string }

interface PassedRow extends TicketRow {
  clock: SlaClockName
  kind: 'sla_warning' | 'sla_breached'
  moment: string
}

/**
 * Due times, and the warnings before them, that have come since `since` and were not told yet. SQL finds the
 * moments; whether the clock still runs is the contract's to say. Reads every open
 * ticket, four times a minute.
 */
export async function findOverduePromises(tx: Queryable, since: Date, now: Date): Promise<Found[]> {
  const rows = await tx.query<PassedRow>(
    `select ${ticketColumns}, clock, kind, moment from tickets
     cross join lateral (values ('response', response_due_at), ('resolution', resolution_due_at)) as due (clock, due_at)
     cross join lateral (values
       ('sla_warning', due_at - (due_at - created_at) * $5::float8), ('sla_breached', due_at)) as moments (kind, moment)
     where deleted_at is null and status <> all($3) and held_at is null and moment > $1 and moment <= $2
       and (kind = 'sla_breached' or due_at > $2)
       and not exists (
         select 1 from notifications where subject_id = tickets.id and notifications.kind = moments.kind
           and detail = $4::jsonb ->> clock and notifications.created_at >= moment)`,
    [since.toISOString(), now.toISOString(), [...endedStatuses], JSON.stringify(promiseWords), warningShare],
  )
  const tickets = await toTickets(tx, rows)
  return rows.flatMap(({ clock: name, kind, moment }, index): Found[] => {
    const ticket = tickets[index]
    const clock = ticket && slaClocksOf(ticket, now.getTime()).find((each) => each.name === name)
    if (!clock || clock.doneAt !== undefined) return []
    const subject = { type: 'ticket' as const, id: ticket.id }
    return [{ kind, subject, at: new Date(moment).toISOString(), detail: promiseWords[name], ticketId: ticket.id }]
  })
}

/** Assignments that are on site for longer than was planned, since `since`, and were not told yet. */
export async function findRunningOver(tx: Queryable, since: Date, now: Date): Promise<Found[]> {
  const rows = await tx.query<{ id: string; ticket_id: string; name: string; at: string }>(
    `select assignments.id, ticket_id, technicians.name, on_site_at + planned_minutes * interval '1 minute' as at
     from assignments join tickets on tickets.id = ticket_id and tickets.deleted_at is null
     join technicians on technicians.id = technician_id
     where assignments.state in ('on_site', 'working', 'paused') and planned_minutes is not null
       and on_site_at + planned_minutes * interval '1 minute' between $1 and $2
       and not exists (
         select 1 from notifications where subject_id = assignments.id and kind = 'running_over'
           and notifications.created_at >= on_site_at + planned_minutes * interval '1 minute')`,
    [since.toISOString(), now.toISOString()],
  )
  return rows.map(({ id, ticket_id, name, at }) => ({
    kind: 'running_over',
    subject: { type: 'assignment', id },
    at: new Date(at).toISOString(),
    detail: name,
    ticketId: ticket_id,
  }))
}

/** Each with its ticket; what has none any more is nobody's news. */
export function withTickets(found: readonly Found[], tickets: ReadonlyMap<string, KnownTicket>): Overdue[] {
  return found.flatMap(({ ticketId, ...each }) => {
    const ticket = tickets.get(ticketId)
    return ticket ? [{ ...each, ticket }] : []
  })
}
