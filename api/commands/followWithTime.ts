import { v7 as newId } from 'uuid'
import { type Assignment, type AssignmentState } from '../contract/assignment.ts'
import { type Ticket } from '../contract/ticket.ts'
import { timeEntryColumns, toTimeEntry, type TimeEntryRow } from '../db/rows/timeEntryRow.ts'
import { type Transaction } from '../db/write.ts'
import { pickFields } from './changedFields.ts'

/** Being there is what counts as time, also in a pause. */
const present = new Set<AssignmentState>(['on_site', 'working', 'paused'])

/**
 * Time runs from checking in to checking out: begun and ended in the same transaction as the step. One person is at one
 * place, so an entry that still runs elsewhere ends when the next begins.
 * @returns the ticket with its number of time entries
 */
export async function followWithTime(tx: Transaction, before: Ticket, next: Ticket): Promise<Ticket> {
  let begun = 0
  for (const assignment of next.assignments) {
    const old = before.assignments.find((each) => each.id === assignment.id)
    const was = old !== undefined && present.has(old.state)
    const is = present.has(assignment.state)
    if (!was && is) {
      await begin(tx, assignment)
      begun++
    } else if (was && !is) await end(tx, 'assignment_id = $2', assignment.id)
  }
  if (begun === 0) return next
  return { ...next, counts: { ...next.counts, timeEntries: next.counts.timeEntries + begun } }
}

/** Nobody is at work on what is deleted. Announced with the rest of what hangs on the ticket (announceHanging). */
export async function stopTime(tx: Transaction, ticketId: string): Promise<void> {
  await tx.query(
    'update time_entries set ended_at = greatest(started_at, $2) where ticket_id = $1 and ended_at is null',
    [ticketId, tx.at],
  )
}

async function begin(tx: Transaction, assignment: Assignment): Promise<void> {
  const [technician] = await tx.query<{ name: string; user_id: string | null }>(
    'select name, user_id from technicians where id = $1 for update',
    [assignment.technicianId],
  )
  if (!technician) return
  await end(tx, 'person_id = $2', assignment.technicianId)
  const [row] = await tx.query<TimeEntryRow>(
    `insert into time_entries (id, ticket_id, person_id, user_id, technician_id, name, assignment_id, origin, started_at,
       created_at, updated_at)
     values ($1, $2, $3, $4, $3, $5, $6, 'check_in', $7, $7, $7) returning ${timeEntryColumns}`,
    [newId(), assignment.ticketId, assignment.technicianId, technician.user_id, technician.name, assignment.id, tx.at],
  )
  if (!row) throw new Error('insert into time_entries returned nothing')
  const entry = toTimeEntry(row)
  tx.announce({
    type: 'time_entry',
    action: 'create',
    id: entry.id,
    ticketId: entry.ticketId,
    version: entry.version,
    changed: ['startedAt'],
    data: entry,
  })
}

async function end(tx: Transaction, condition: string, value: string): Promise<void> {
  const rows = await tx.query<TimeEntryRow>(
    `update time_entries set ended_at = greatest(started_at, $1), version = version + 1, updated_at = $1
     where ${condition} and ended_at is null returning ${timeEntryColumns}`,
    [tx.at, value],
  )
  for (const entry of rows.map(toTimeEntry)) {
    const { endedAt: _endedAt, ...running } = entry
    tx.announce({
      type: 'time_entry',
      action: 'update',
      id: entry.id,
      ticketId: entry.ticketId,
      version: entry.version,
      changed: ['endedAt'],
      data: entry,
      before: pickFields(running, ['endedAt']),
    })
  }
}
