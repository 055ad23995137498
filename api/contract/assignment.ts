import { Type as T, type Static } from 'typebox'
import { Id, Timestamp, Version } from './ids.ts'

export const assignmentStates = [
  'assigned',
  'dispatched',
  'accepted',
  'en_route',
  'on_site',
  'working',
  'paused',
  'done',
  'declined',
  'released',
  'cancelled',
] as const
export type AssignmentState = (typeof assignmentStates)[number]

/** How an assignment ends; until then it is active and its technician is one of the ticket's `assigneeIds`. */
export const endedAssignmentStates = ['done', 'declined', 'released', 'cancelled'] as const satisfies AssignmentState[]

/**
 * One technician's part of a ticket. Each state's first time is kept and never rewritten, and so are those of its way to
 * the technician: `sentAt` (to their devices), `deliveredAt` (to the first of them), `seenAt` (by the technician).
 */
export const Assignment = T.Object(
  {
    id: Id,
    ticketId: Id,
    technicianId: Id,
    state: T.Enum([...assignmentStates]),
    version: Version,
    reason: T.Optional(T.String({ description: 'why it was declined, or taken over by somebody else' })),
    disposition: T.Optional(T.String({ description: 'how the technician said it ended, at check-out' })),
    assignedAt: Timestamp,
    sentAt: T.Optional(Timestamp),
    deliveredAt: T.Optional(Timestamp),
    seenAt: T.Optional(Timestamp),
    dispatchedAt: T.Optional(Timestamp),
    acceptedAt: T.Optional(Timestamp),
    enRouteAt: T.Optional(Timestamp),
    onSiteAt: T.Optional(Timestamp),
    workingAt: T.Optional(Timestamp),
    pausedAt: T.Optional(Timestamp),
    doneAt: T.Optional(Timestamp),
    declinedAt: T.Optional(Timestamp),
    releasedAt: T.Optional(Timestamp),
    cancelledAt: T.Optional(Timestamp),
  },
  { additionalProperties: false },
)
export type Assignment = Static<typeof Assignment>

export function isActive(assignment: Pick<Assignment, 'state'>): boolean {
  return !(endedAssignmentStates as readonly AssignmentState[]).includes(assignment.state)
}

type ReceiptTime = 'sentAt' | 'deliveredAt' | 'seenAt'
type StateTime = Exclude<Extract<keyof Assignment, `${string}At`>, ReceiptTime>

/** Where each state's first time is kept. */
export const stateTime: Record<AssignmentState, StateTime> = {
  assigned: 'assignedAt',
  dispatched: 'dispatchedAt',
  accepted: 'acceptedAt',
  en_route: 'enRouteAt',
  on_site: 'onSiteAt',
  working: 'workingAt',
  paused: 'pausedAt',
  done: 'doneAt',
  declined: 'declinedAt',
  released: 'releasedAt',
  cancelled: 'cancelledAt',
}
