import { type Assignment } from '../contract/assignment.ts'
import { type Technician } from '../contract/technician.ts'
import { deriveTechnicianStatus, endsManualStatus, mostAdvanced, stateSince } from '../contract/technicianStatus.ts'
import { type AssignmentWithTicket, type TicketSummary } from '../contract/ticket.ts'
import { activeAssignmentsOf } from '../db/rows/assignmentRow.ts'
import { present } from '../db/rows/present.ts'
import { technicianColumns, toTechnician, type TechnicianRow } from '../db/rows/technicianRow.ts'
import { type Transaction } from '../db/write.ts'
import { changedFields, pickFields } from './changedFields.ts'

/**
 * Brings technicians up to date with their assignments after a ticket changed: their derived status, what they are on,
 * and the list on `tech/<id>/assignments`. Their rows are locked in the order of their ids, after the ticket's: every command
 * locks in that order, so that no two can wait for each other.
 * @param moved the assignments that this write changed
 */
export async function refreshTechnicians(
  tx: Transaction,
  technicianIds: readonly string[],
  moved: readonly Assignment[],
): Promise<void> {
  for (const id of [...new Set(technicianIds)].toSorted()) {
    const ended = moved.some((each) => each.technicianId === id && endsManualStatus(each.state))
    await refreshTechnician(tx, id, ended)
  }
}

async function refreshTechnician(tx: Transaction, id: string, endsManual: boolean): Promise<void> {
  const locked = await lockTechnician(tx, id)
  if (!locked) return
  const { row, assignments } = locked
  const wanted = endsManual ? { ...row, manual_status: 'available' as const, status_reason: null } : row
  await saveTechnicianStatus(tx, wanted, row, assignments)
  await announceList(tx, id, assignments)
}

/** Recomputes what is derived; `wanted` holds what a person said, `row` what is stored. */
export async function saveTechnicianStatus(
  tx: Transaction,
  wanted: TechnicianRow,
  row: TechnicianRow,
  assignments: readonly AssignmentWithTicket[],
): Promise<Technician> {
  const before = toTechnician(row)
  const status = deriveTechnicianStatus(wanted.manual_status, assignments)
  const next = toTechnician({
    ...wanted,
    status,
    status_since: status === row.status ? row.status_since : tx.at,
    current_assignment: currentOf(assignments),
  })
  const changed = changedFields(before, next)
  if (changed.length === 0 && wanted.manual_status === row.manual_status) return before
  const [saved] = await tx.query<TechnicianRow>(
    `update technicians set duty = $2, manual_status = $3, status = $4, status_reason = $5, status_since = $6,
       current_assignment = $7, version = version + $8, updated_at = case when $8 = 1 then $9 else updated_at end
     where id = $1 returning ${technicianColumns}`,
    [
      row.id,
      next.duty,
      wanted.manual_status,
      next.status,
      next.statusReason ?? null,
      next.statusSince,
      next.currentAssignment ? JSON.stringify(next.currentAssignment) : null,
      changed.length > 0 ? 1 : 0,
      tx.at,
    ],
  )
  if (!saved) throw new Error(`technician ${row.id} vanished while it was locked`)
  const after = toTechnician(saved)
  if (changed.length > 0) {
    tx.announce({
      type: 'technician',
      action: 'update',
      id: after.id,
      version: after.version,
      changed,
      data: after,
      before: pickFields(before, changed),
    })
  }
  return after
}

function currentOf(assignments: readonly AssignmentWithTicket[]): Technician['currentAssignment'] | null {
  const current = mostAdvanced(assignments)
  const ticket = assignments.find((each) => each.id === current?.id)?.ticket
  if (!current || !ticket) return null
  return {
    id: current.id,
    ticketId: current.ticketId,
    ticketNumber: ticket.number,
    state: current.state,
    since: stateSince(current),
  }
}

interface SummaryRow {
  id: string
  number: number
  title: string
  priority: TicketSummary['priority']
  site_id: string
  status: TicketSummary['status']
  scheduled_for: string | null
}

/** Of tickets that are not deleted: an assignment to a deleted one sleeps until it is restored. */
async function summariesOf(tx: Transaction, assignments: readonly Assignment[]): Promise<Map<string, TicketSummary>> {
  const rows = await tx.query<SummaryRow>(
    `select id, number, title, priority, site_id, status, scheduled_for from tickets
     where id = any($1) and deleted_at is null`,
    [assignments.map((each) => each.ticketId)],
  )
  return new Map(
    rows.map(({ site_id, scheduled_for, ...row }) => [
      row.id,
      present({ ...row, siteId: site_id, scheduledFor: scheduled_for }),
    ]),
  )
}

async function announceList(
  tx: Transaction,
  technicianId: string,
  list: readonly AssignmentWithTicket[],
): Promise<void> {
  const [row] = await tx.query<{ assignments_version: number }>(
    `update technicians set assignments_version = assignments_version + 1 where id = $1 returning assignments_version`,
    [technicianId],
  )
  if (!row) return
  tx.announce({
    type: 'assignments',
    action: 'update',
    id: technicianId,
    version: row.assignments_version,
    changed: ['assignments'],
    data: list,
  })
}

export interface LockedTechnician {
  row: TechnicianRow
  assignments: AssignmentWithTicket[]
}

/** The technician's row, locked, with their active assignments. */
export async function lockTechnician(tx: Transaction, id: string): Promise<LockedTechnician | undefined> {
  const [row] = await tx.query<TechnicianRow>(
    `select ${technicianColumns} from technicians where id = $1 and deleted_at is null for update`,
    [id],
  )
  if (!row) return undefined
  const active = await activeAssignmentsOf(tx, id)
  const summaries = await summariesOf(tx, active)
  const assignments = active.flatMap((each) => {
    const ticket = summaries.get(each.ticketId)
    return ticket ? [{ ...each, ticket }] : []
  })
  return { row, assignments }
}
