import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { type CreateTimeEntry } from '../contract/timeEntry.ts'
import { isStaff } from '../contract/user.ts'
import { timeEntryColumns, toTimeEntry, type TimeEntryRow } from '../db/rows/timeEntryRow.ts'
import { type Transaction } from '../db/write.ts'
import { checkTimeSpan, lockTimeOf } from './checkTimeSpan.ts'
import { lockTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

interface Person {
  personId: string
  userId: string | null
  technicianId: string | null
  name: string
}

/** Time by hand: one's own, or a technician's where a dispatcher enters it. */
export const createTimeEntry: Command<CreateTimeEntry> = async (tx, { parent, input }) => {
  const locked = await lockTicket(tx, parent)
  const { ticket } = locked
  const person = await lockPerson(tx, input.technicianId)
  const id = input.id ?? newId()
  const startedAt = new Date(input.startedAt).toISOString()
  const endedAt = input.endedAt ? new Date(input.endedAt).toISOString() : undefined
  await checkTimeSpan(tx, { id, personId: person.personId, startedAt, endedAt })
  const [row] = await tx.query<TimeEntryRow>(
    `insert into time_entries (id, ticket_id, person_id, user_id, technician_id, name, origin, started_at, ended_at, note,
       created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, 'manual', $7, $8, $9, $10, $10) on conflict (id) do nothing returning ${timeEntryColumns}`,
    [
      id,
      ticket.id,
      person.personId,
      person.userId,
      person.technicianId,
      person.name,
      startedAt,
      endedAt ?? null,
      input.note ?? null,
      tx.at,
    ],
  )
  if (!row) throw new Refused('conflict', 'There is already a time entry with this id.', { fields: ['id'] })
  const entry = toTimeEntry(row)
  tx.announce({
    type: 'time_entry',
    action: 'create',
    id: entry.id,
    ticketId: ticket.id,
    version: entry.version,
    changed: ['startedAt', ...(endedAt ? ['endedAt'] : []), ...(input.note ? ['note'] : [])],
    data: entry,
  })
  const counts = { ...ticket.counts, timeEntries: ticket.counts.timeEntries + 1 }
  await saveTicket(tx, locked, { ...ticket, counts }, 'update')
  return { status: 201, type: 'time_entry', id: entry.id, version: entry.version, data: entry }
}

/** Whose time it is, their row locked: two entries of one person are checked one after the other. */
async function lockPerson(tx: Transaction, wanted: string | undefined): Promise<Person> {
  const { role, technicianId: own, userId, name } = tx.principal
  if (wanted !== undefined && wanted !== own && !isStaff(role)) {
    throw new Refused('forbidden', 'You may enter your own time, not that of others.')
  }
  const technicianId = wanted ?? own
  if (technicianId === undefined) {
    await lockTimeOf(tx, null, userId)
    return { personId: userId ?? '', userId, technicianId: null, name }
  }
  await lockTimeOf(tx, technicianId, null)
  const [row] = await tx.query<{ user_id: string | null; name: string }>(
    'select user_id, name from technicians where id = $1 and deleted_at is null',
    [technicianId],
  )
  if (!row) throw new Refused('invalid_input', 'There is no such technician.', { field: 'technicianId' })
  return { personId: technicianId, userId: row.user_id, technicianId, name: row.name }
}
