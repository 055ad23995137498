import { isActive, type Assignment } from '../contract/assignment.ts'
import { type Action } from '../contract/change.ts'
import { isEnded, ticketStatuses, type TicketStatus } from '../contract/ticket.ts'
import { type NotificationKind } from '../contract/notification.ts'
import { promiseWords } from '../contract/sla.ts'
import { isStaff } from '../contract/user.ts'
import { alarmTurn } from './alarmTurn.ts'
import { type Fact, type Person } from './notificationRules.ts'

/** Notifications that are to be taken back: of these kinds about this ticket or row, from these people or from all. */
export interface Withdrawal {
  ticketId?: string
  subjectId?: string
  kinds: readonly NotificationKind[] | 'all'
  /** Only those that say this. */
  detail?: string
  /** Undefined: everybody's. */
  userIds?: readonly string[]
  /** What was read stays as one's own history, but where one may no longer see it. */
  alsoRead: boolean
}

/** What a change makes pointless, since somebody has seen to it; mentions ask for one person and stay. */
export function withdrawalsOf(fact: Fact, people: readonly Person[]): Withdrawal[] {
  switch (fact.type) {
    case 'ticket':
      return [...lostFromView(fact, people), ...seenTo(fact), ...arrived(fact), ...silenced(fact)]
    case 'shipment':
      return fact.data.status === 'exception' ? [] : [about(fact, ['delivery_exception'])]
    case 'technician':
      return fact.data.reach === 'unreachable' ? [] : [about(fact, ['unreachable'])]
    case 'comment':
      return fact.action === 'delete' ? [about(fact, ['comment', 'mention'])] : []
    default:
      return []
  }
}

function about({ entityId }: Fact, kinds: NotificationKind[]): Withdrawal {
  return { subjectId: entityId, kinds, alsoRead: false }
}

/** Steps after which nobody has to ask any more whether the technician will come. */
const answers = new Set<Action>([
  'accepted',
  'declined',
  'released',
  'claimed',
  'taken_over',
  'en_route',
  'checked_in',
  'started',
  'checked_out',
])

function seenTo({ entityId, data, action }: Fact): Withdrawal[] {
  const status = ticketStatuses.find((each: TicketStatus) => each === data.status)
  const kinds: NotificationKind[] = []
  if (status !== 'new' || action === 'delete') kinds.push('ticket_created')
  if (action === 'assigned' || action === 'claimed' || action === 'taken_over' || (status && isEnded(status)))
    kinds.push('declined')
  const hasEnded = action === 'delete' || (status !== undefined && isEnded(status))
  if (answers.has(action) || hasEnded) kinds.push('not_accepted')
  if (action === 'checked_out' || hasEnded) kinds.push('running_over')
  if (status === 'on_hold' || hasEnded) kinds.push('sla_warning')
  if (hasEnded) kinds.push('sla_breached', 'claimed')
  // Who closes it has looked at how it ended.
  if (status === 'closed') kinds.push('completed')
  return [
    ...(kinds.length === 0 ? [] : [{ ticketId: entityId, kinds, alsoRead: false }]),
    ...(action === 'checked_in' ? [responded(entityId)] : []),
  ]
}

/** An alarm that is over is over for everybody, also for those who have read it: it would ring on. */
function silenced(fact: Fact): Withdrawal[] {
  return alarmTurn(fact) === 'ends' ? [{ ticketId: fact.entityId, kinds: ['alarm'], alsoRead: true }] : []
}

/** Somebody is there. */
function responded(ticketId: string): Withdrawal {
  return { ticketId, kinds: ['sla_warning', 'sla_breached'], detail: promiseWords.response, alsoRead: false }
}

/** Technicians who cannot see the ticket any more lose what was said of it. */
function lostFromView({ entityId, viewers }: Fact, people: readonly Person[]): Withdrawal[] {
  if (viewers.poolAfter) return []
  const userIds = people
    .filter(({ role, technicianId }) => {
      if (isStaff(role) || technicianId === undefined || viewers.after.includes(technicianId)) return false
      return viewers.poolBefore || viewers.before.includes(technicianId)
    })
    .map(({ userId }) => userId)
  return userIds.length === 0 ? [] : [{ ticketId: entityId, kinds: 'all', userIds, alsoRead: true }]
}

/** Assignments that nobody has to wonder about any more: they have come to their technician, or have ended. */
function arrived({ before, data }: Fact): Withdrawal[] {
  const waiting = new Set(waitingIn(data.assignments))
  const settled = waitingIn(before.assignments).filter((id) => !waiting.has(id))
  return settled.map((subjectId) => ({ subjectId, kinds: ['not_delivered'], alsoRead: false }))
}

function waitingIn(assignments: unknown): string[] {
  if (!Array.isArray(assignments)) return []
  const rows: Pick<Assignment, 'id' | 'state' | 'deliveredAt'>[] = assignments
  return rows.filter((each) => isActive(each) && each.deliveredAt === undefined).map(({ id }) => id)
}
