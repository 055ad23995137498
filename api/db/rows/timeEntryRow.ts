import { type TimeEntry } from '../../contract/timeEntry.ts'
import { present } from './present.ts'

export interface TimeEntryRow {
  id: string
  version: number
  ticket_id: string
  person_id: string
  user_id: string | null
  technician_id: string | null
  name: string
  assignment_id: string | null
  origin: TimeEntry['origin']
  started_at: string
  ended_at: string | null
  note: string | null
  created_at: string
  updated_at: string
}

export const timeEntryColumns = [
  'id',
  'version',
  'ticket_id',
  'person_id',
  'user_id',
  'technician_id',
  'name',
  'assignment_id',
  'origin',
  'started_at',
  'ended_at',
  'note',
  'created_at',
  'updated_at',
]
  .map((column) => `time_entries.${column}`)
  .join(', ')

export function toTimeEntry(row: TimeEntryRow): TimeEntry {
  return present({
    id: row.id,
    version: row.version,
    ticketId: row.ticket_id,
    userId: row.user_id,
    technicianId: row.technician_id,
    name: row.name,
    assignmentId: row.assignment_id,
    origin: row.origin,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    note: row.note,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  })
}
