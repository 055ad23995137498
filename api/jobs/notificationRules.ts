/**
 * Who is notified of what: the one place that says so, and pure. One's own doings are silent, and so is what the system
 * or an import does; nobody is notified of what they may not see, or of what was before they came.
 */
import { type Action, type EntityType } from '../contract/change.ts'
import { plainText } from '../contract/comment.ts'
import { notificationKinds, type Channel, type Notification, type NotificationKind } from '../contract/notification.ts'
import { channelsFor, type Involvement, type NotificationPreferences } from '../contract/notificationPreferences.ts'
import { type Priority } from '../contract/ticket.ts'
import { isManager, isStaff, type Role } from '../contract/user.ts'

/** A ticket as a notification speaks of it, and which technicians may see it now. */
export interface KnownTicket {
  id: string
  number: number
  title: string
  type: string
  priority: Priority
  site: { id: string; name: string } | undefined
  pool: boolean
  viewerIds: readonly string[]
}

/** One change of the log, as far as the rules ask. */
export interface Fact {
  type: EntityType
  action: Action
  entityId: string
  at: string
  by: { id: string | null; name: string }
  changed: readonly string[]
  /** The row after the change and the changed fields before it. */
  data: Readonly<Record<string, unknown>>
  before: Readonly<Record<string, unknown>>
  /** The ticket it is or hangs on. */
  ticket: KnownTicket | undefined
  /** Technicians who saw the ticket by name before this change and after it. */
  viewers: { before: readonly string[]; after: readonly string[]; poolBefore: boolean; poolAfter: boolean }
}

export interface Person {
  userId: string
  /** Since when they are here, RFC 3339. */
  since: string
  role: Role
  technicianId: string | undefined
  onShift: boolean
  /** Tickets that they have done something with. */
  involvedIn: ReadonlySet<string>
  preferences: NotificationPreferences
}

/** A notification to be made: for whom, and what it says. */
export interface Draft {
  userId: string
  notification: Omit<Notification, 'id'>
}

/** Later than this it is history: it lies in the centre, and nothing rings. */
const freshFor = 120_000
const excerptLength = 160

export function notificationsOf(fact: Fact, people: readonly Person[], now: Date): Draft[] {
  // The system's own doings are no news, but for a technician who cannot be reached any more.
  if (fact.by.id === null && fact.type !== 'technician') return []
  return people.flatMap((person) => {
    if (person.userId === fact.by.id || person.since > fact.at) return []
    const kind = kindFor(fact, person)
    const draft = kind && draftFor(kind, fact, person, now)
    return draft ? [draft] : []
  })
}

/** Something that has not happened in time: time alone brought it about. */
export interface Overdue {
  kind: Extract<NotificationKind, 'not_delivered' | 'not_accepted' | 'running_over' | 'sla_warning' | 'sla_breached'>
  subject: { type: 'assignment' | 'ticket'; id: string }
  /** When it was to happen. The same subject can be late once more, for another time. */
  at: string
  detail: string
  ticket: KnownTicket
}

/** Nobody has done it, so nobody is left out: all of the staff whose preferences say so. */
export function draftsOfOverdue(late: Overdue, people: readonly Person[], now: Date): Draft[] {
  const { kind, subject, detail, ticket } = late
  return people.flatMap((person): Draft[] => {
    if (!isStaff(person.role)) return []
    const involvement = involvementOf(person, ticket)
    if (isBeside(person, involvement, ticket.priority)) return []
    const occasion = {
      kind,
      involvement,
      priority: ticket.priority,
      type: ticket.type,
      siteId: ticket.site?.id,
    } as const
    const reached = channelsFor(person.preferences, occasion, now)
    if (reached.length === 0) return []
    const notification: Draft['notification'] = {
      kind,
      severity: notificationKinds[kind],
      priority: ticket.priority,
      ticket: { id: ticket.id, number: ticket.number, title: ticket.title, type: ticket.type },
      ...(ticket.site && { site: ticket.site }),
      subject,
      detail,
      groupKey: kind,
      channels: reached,
      createdAt: now.toISOString(),
    }
    return [{ userId: person.userId, notification }]
  })
}

function kindFor(fact: Fact, person: Person): NotificationKind | undefined {
  switch (fact.type) {
    case 'ticket':
      return ticketKind(fact, person)
    case 'comment':
      return commentKind(fact, person)
    case 'time_entry':
      return isNew(fact) && fact.data.origin === 'manual' && isStaff(person.role) ? 'time_entry' : undefined
    case 'shipment':
      return shipmentKind(fact, person)
    case 'site':
      return isNew(fact) && person.role === 'dispatcher' ? 'site_added' : undefined
    case 'technician':
      return isLost(fact) && isStaff(person.role) ? 'unreachable' : undefined
    default:
      return undefined
  }
}

/** Without a job under way it is nobody's worry. */
function isLost({ data, changed }: Fact): boolean {
  return data.reach === 'unreachable' && changed.includes('reach') && data.currentAssignment !== undefined
}

const isNew = ({ action }: Fact): boolean => action === 'create'

function sees(person: Person, ticket: KnownTicket): boolean {
  if (isStaff(person.role)) return true
  return ticket.pool || isOn(person, ticket.viewerIds)
}

function isOn({ technicianId }: Person, ids: readonly string[]): boolean {
  return technicianId !== undefined && ids.includes(technicianId)
}

function idsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

function ticketKind(fact: Fact, person: Person): NotificationKind | undefined {
  const { ticket, action } = fact
  if (!ticket) return undefined
  const was = idsOf(fact.changed.includes('assigneeIds') ? fact.before.assigneeIds : fact.data.assigneeIds)
  const is = idsOf(fact.data.assigneeIds)
  if (action === 'delete') return isOn(person, was) || isStaff(person.role) ? 'deleted' : undefined
  const isLeaving = action === 'released' || action === 'taken_over'
  if (isOn(person, was) && !isOn(person, is) && isLeaving) return 'released'
  if (!sees(person, ticket)) return undefined
  if (isOn(person, is) && !isOn(person, was)) return 'assigned'
  if (action === 'create') return isStaff(person.role) || person.onShift ? 'ticket_created' : undefined
  if (!isStaff(person.role) && !isOn(person, fact.viewers.after)) return undefined
  if (action === 'claimed') return isStaff(person.role) ? 'claimed' : undefined
  if (action === 'declined') return isStaff(person.role) ? 'declined' : undefined
  return fact.changed.includes('status') ? statusKind(fact) : undefined
}

/** What assignments bring about, triage and closing what is completed are the daily course and no news. */
function statusKind({ data, before }: Fact): NotificationKind | undefined {
  if (data.status === 'completed') return 'completed'
  const isReopened = before.status === 'completed' || before.status === 'closed' || before.status === 'cancelled'
  if (data.status === 'closed') return undefined
  if (data.status === 'on_hold' || data.status === 'cancelled' || isReopened) return 'status'
  return undefined
}

function commentKind(fact: Fact, person: Person): NotificationKind | undefined {
  const { ticket, data, before } = fact
  if (!ticket || !sees(person, ticket)) return undefined
  const isMentioned = idsOf(data.mentions).includes(person.userId)
  if (isMentioned && !idsOf(before.mentions).includes(person.userId) && fact.action !== 'delete') {
    // An edit that does not touch the mentions mentions nobody anew.
    if (isNew(fact) || fact.changed.includes('mentions')) return 'mention'
  }
  if (!isNew(fact)) return undefined
  return isStaff(person.role) || isOn(person, ticket.viewerIds) ? 'comment' : undefined
}

function shipmentKind({ action, data, ticket }: Fact, person: Person): NotificationKind | undefined {
  if (action !== 'status') return undefined
  if (data.status === 'exception') return isStaff(person.role) ? 'delivery_exception' : undefined
  const hasArrived = data.status === 'delivered' || data.status === 'available_for_pickup'
  if (!hasArrived || !ticket || !sees(person, ticket)) return undefined
  return isStaff(person.role) || isOn(person, ticket.viewerIds) ? 'parts_delivered' : undefined
}

/** Managers and admins hear of what goes wrong, of P1, and of tickets that are theirs; the rest is the dispatchers'. */
const dispatchersOnly = new Set<NotificationKind>([
  'ticket_created',
  'comment',
  'time_entry',
  'claimed',
  'completed',
  'status',
  'deleted',
  'parts_delivered',
])

function isBeside({ role }: Person, involvement: Involvement, priority: Priority | undefined): boolean {
  return isManager(role) && involvement === 'other' && priority !== 'P1'
}

function draftFor(kind: NotificationKind, fact: Fact, person: Person, now: Date): Draft | undefined {
  const { ticket } = fact
  const involvement = involvementOf(person, ticket)
  const priority = ticket?.priority
  if (dispatchersOnly.has(kind) && isBeside(person, involvement, priority)) return undefined
  const isOffShift = person.technicianId !== undefined && !person.onShift
  const occasion = { kind, involvement, priority, type: ticket?.type, siteId: ticket?.site?.id, isOffShift }
  const wanted = channelsFor(person.preferences, occasion, now)
  if (wanted.length === 0) return undefined
  const isLate = now.getTime() - Date.parse(fact.at) > freshFor
  const reached: Channel[] = isLate ? ['centre'] : wanted
  return { userId: person.userId, notification: { ...textOf(kind, fact, person), channels: reached } }
}

function involvementOf(person: Person, ticket: KnownTicket | undefined): Involvement {
  if (!ticket) return 'other'
  return isOn(person, ticket.viewerIds) || person.involvedIn.has(ticket.id) ? 'mine' : 'other'
}

function textOf(kind: NotificationKind, fact: Fact, person: Person): Omit<Notification, 'id' | 'channels'> {
  const { ticket, by, at, type, entityId } = fact
  // Who has lost sight of a ticket is told which one it was, and nothing more of it.
  const isHidden = ticket !== undefined && !sees(person, ticket)
  const site = type === 'site' ? { id: entityId, name: String(fact.data.name) } : ticket?.site
  // But why it was taken over: the dispatcher has written that for them.
  const detail = isHidden && fact.action !== 'taken_over' ? undefined : detailOf(kind, fact, person)
  return {
    kind,
    severity: notificationKinds[kind],
    subject: { type, id: entityId },
    groupKey: groupKeyOf(kind, ticket),
    createdAt: at,
    ...(by.id !== null && !isHidden && { by: by.name }),
    ...(ticket && {
      ticket: isHidden
        ? { id: ticket.id, number: ticket.number }
        : { id: ticket.id, number: ticket.number, title: ticket.title, type: ticket.type },
      ...(!isHidden && { priority: ticket.priority }),
    }),
    ...(site && !isHidden && { site }),
    ...(detail !== undefined && detail !== '' && { detail }),
  }
}

const ofOneTicket = new Set<NotificationKind>(['comment', 'mention', 'time_entry', 'status', 'released', 'assigned'])

function groupKeyOf(kind: NotificationKind, ticket: KnownTicket | undefined): string {
  return ticket && ofOneTicket.has(kind) ? `${kind}/${ticket.id}` : kind
}

function detailOf(kind: NotificationKind, { data }: Fact, person: Person): string | undefined {
  const text = (field: string): string | undefined => {
    const value = data[field]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  const joined = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(': ')
  switch (kind) {
    case 'comment':
    case 'mention':
      return excerptOf(plainText(text('body') ?? ''))
    case 'time_entry':
      return excerptOf(text('note') ?? '')
    case 'status':
      return joined(text('status'), text('holdReason') ?? text('cancelReason'))
    case 'completed':
      return text('disposition')
    case 'released':
      return leavingReason(data.assignments, person)
    case 'declined':
      return declineReason(data.assignments)
    case 'delivery_exception':
    case 'parts_delivered':
      return joined(`Shipment ${text('number') ?? ''}`, text('exception'))
    case 'unreachable':
      return text('name')
    default:
      return undefined
  }
}

function excerptOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= excerptLength ? line : `${line.slice(0, excerptLength - 1).trimEnd()}…`
}

/** Of their own part, where it was taken over. */
function leavingReason(assignments: unknown, { technicianId }: Person): string | undefined {
  if (!Array.isArray(assignments)) return undefined
  const own: { technicianId: string; state: string; reason?: string }[] = assignments
  return own.findLast((each) => each.technicianId === technicianId && each.state === 'released')?.reason
}

/** Of the one that was declined last. */
function declineReason(assignments: unknown): string | undefined {
  if (!Array.isArray(assignments)) return undefined
  const declined: { declinedAt: string; reason?: string }[] = assignments.filter(
    (each: { declinedAt?: string }) => each.declinedAt !== undefined,
  )
  return declined.toSorted((a, b) => b.declinedAt.localeCompare(a.declinedAt))[0]?.reason
}
