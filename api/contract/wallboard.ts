import { type EntityType } from './change.ts'

/**
 * All that a wallboard is told: kinds, states, places in a queue and times. What is not named here does not reach it, so
 * that a field somebody adds later is not on the wall before anybody has thought about it: no names, contacts,
 * addresses, titles or anything else that people write.
 */
export const wallboardFields = {
  ticket: [
    'id',
    'number',
    'version',
    'type',
    'priority',
    'status',
    'holdReason',
    'disposition',
    'siteId',
    'scheduledFor',
    'plannedMinutes',
    'responseDueAt',
    'resolutionDueAt',
    'heldAt',
    'assignments',
    'assigneeIds',
    'counts',
    'startedAt',
    'completedAt',
    'closedAt',
    'cancelledAt',
    'createdAt',
    'updatedAt',
  ],
  technician: [
    'id',
    'version',
    'active',
    'duty',
    'status',
    'statusSince',
    'reach',
    'currentAssignment',
    'createdAt',
    'updatedAt',
  ],
  shipment: [
    'id',
    'number',
    'version',
    'status',
    'exception',
    'ticketId',
    'siteId',
    'expectedAt',
    'deliveredAt',
    'receivedAt',
    'returnedAt',
    'cancelledAt',
    'createdAt',
    'updatedAt',
  ],
} as const satisfies Partial<Record<EntityType, string[]>>

/** Of each assignment of a ticket. */
export const wallboardAssignmentFields = [
  'id',
  'ticketId',
  'technicianId',
  'state',
  'version',
  'assignedAt',
  'dispatchedAt',
  'acceptedAt',
  'enRouteAt',
  'onSiteAt',
  'workingAt',
  'pausedAt',
  'doneAt',
  'declinedAt',
  'releasedAt',
  'cancelledAt',
] as const

export type WallboardType = keyof typeof wallboardFields

/** True for the kinds of rows that a wallboard is told of at all. */
export function isOnWallboard(type: string): type is WallboardType {
  return Object.hasOwn(wallboardFields, type)
}

/** A row as a wallboard may know it. */
export function wallboardRow(type: WallboardType, row: object): Record<string, unknown> {
  const kept = pick(row, wallboardFields[type])
  const { assignments } = kept
  if (!Array.isArray(assignments)) return kept
  return { ...kept, assignments: assignments.map((each: object) => pick(each, wallboardAssignmentFields)) }
}

/** Which of the fields that a change names it may hear of. */
export function wallboardChanged(type: WallboardType, changed: readonly string[]): string[] {
  return changed.filter((field) => (wallboardFields[type] as readonly string[]).includes(field))
}

function pick(row: object, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)))
}
