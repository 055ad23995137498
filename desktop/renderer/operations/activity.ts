import { type Assignment, type AssignmentState } from '../../../api/contract/assignment.ts'
import { type Attachment } from '../../../api/contract/attachment.ts'
import { type Comment } from '../../../api/contract/comment.ts'
import { plainLine } from '../../../api/contract/plainLine.ts'
import { type Shipment } from '../../../api/contract/shipment.ts'
import { type Technician, type TechnicianStatus } from '../../../api/contract/technician.ts'
import { type Ticket, type TicketStatus } from '../../../api/contract/ticket.ts'
import { lanePath } from '../board/lanePath.ts'
import { ticketPath } from '../ticket/ticketPath.ts'
import { assignmentStateWords, dutyWords, sentence, technicianStatusWords, ticketStatusWords } from '../ui/words.ts'

/** One line of the feed: what happened to what, with the names that link to whom they name. */
export interface Activity {
  /** Where the subject is: its own view; undefined where it has none. */
  to: string | undefined
  /** "#1042", a technician's name, "Shipment 17". */
  subject: string
  /** What happened, and to whose name it goes on. */
  text: string
  /** Quieter: the title. */
  detail: string
  /** Drawn before it, where it is a ticket's. */
  status?: TicketStatus
}

export interface ActivityNames {
  technician(id: string): string | undefined
  ticket(id: string): Ticket | undefined
}

/** A ticket's own line; undefined where nothing happened that anyone follows. */
export function ticketActivity(before: Ticket | undefined, after: Ticket, names: ActivityNames): Activity | undefined {
  const text = ticketText(before, after, names)
  return text === undefined ? undefined : { ...aboutTicket(after), text, status: after.status }
}

export function technicianActivity(before: Technician | undefined, after: Technician): Activity | undefined {
  const text = before && technicianText(before, after)
  return text === undefined ? undefined : { to: lanePath(after.id), subject: after.name, text, detail: '' }
}

export function shipmentActivity(before: Shipment | undefined, after: Shipment): Activity | undefined {
  if (before?.status === after.status) return undefined
  const reason = after.exception ? `: ${sentence(after.exception).toLowerCase()}` : ''
  const text = `${sentence(after.status).toLowerCase()}${reason}`
  return { to: undefined, subject: `Shipment ${after.number}`, text, detail: after.description }
}

/** Of a comment or a file: what hangs on a ticket is said once, when it comes. */
export function hangingActivity(
  before: Hanging | undefined,
  after: Hanging,
  names: ActivityNames,
): Activity | undefined {
  const ticket = before ? undefined : names.ticket(after.ticketId)
  if (!ticket) return undefined
  const did = 'body' in after ? 'commented' : 'attached a file'
  return { ...aboutTicket(ticket), text: `${plainLine(after.author.name)} ${did}` }
}

type Hanging = Comment | Attachment

function aboutTicket(ticket: Ticket): Pick<Activity, 'to' | 'subject' | 'detail'> {
  return { to: ticketPath(ticket), subject: `#${ticket.number}`, detail: ticket.title }
}

function ticketText(before: Ticket | undefined, after: Ticket, names: ActivityNames): string | undefined {
  if (!before) return `new, ${after.priority}`
  const nameOf = (id: string): string => plainLine(names.technician(id) ?? 'someone')
  const joined = after.assigneeIds.filter((id) => !before.assigneeIds.includes(id))
  if (joined.length > 0) return `assigned to ${joined.map(nameOf).join(', ')}`
  if (after.status !== before.status) return statusText(before, after, nameOf)
  const parted = before.assigneeIds.filter((id) => !after.assigneeIds.includes(id))
  if (parted.length > 0) return `released by ${parted.map(nameOf).join(', ')}`
  const stepped = steppedAssignment(before.assignments, after.assignments)
  if (stepped) return `${nameOf(stepped.technicianId)} ${assignmentStateWords[stepped.state].toLowerCase()}`
  if (after.priority !== before.priority) return `${before.priority} to ${after.priority}`
  return undefined
}

const fieldStates: readonly AssignmentState[] = ['en_route', 'on_site', 'working', 'paused', 'done']

/** A technician's step says more than the status that follows from it. */
function statusText(before: Ticket, after: Ticket, nameOf: (id: string) => string): string {
  const stepped = steppedAssignment(before.assignments, after.assignments)
  if (after.status === 'in_progress' && stepped && fieldStates.includes(stepped.state)) {
    return `${nameOf(stepped.technicianId)} ${assignmentStateWords[stepped.state].toLowerCase()}`
  }
  if (after.status === 'open' && before.status === 'assigned') return 'unassigned again'
  const reason = after.holdReason ? `: ${after.holdReason}` : ''
  return `${ticketStatusWords[after.status].toLowerCase()}${reason}`
}

function steppedAssignment(before: readonly Assignment[], after: readonly Assignment[]): Assignment | undefined {
  const known = new Map(before.map(({ id, state }) => [id, state]))
  return after.find(({ id, state }) => known.has(id) && known.get(id) !== state)
}

function technicianText(before: Technician, after: Technician): string | undefined {
  if (before.duty !== after.duty) return dutyWords[after.duty].toLowerCase()
  if (before.reach !== after.reach && after.reach === 'unreachable') return 'cannot be reached'
  if (before.status === after.status) return undefined
  // What follows from an assignment is in the ticket's own line already.
  return manual.has(after.status) || manual.has(before.status)
    ? technicianStatusWords[after.status].toLowerCase()
    : undefined
}

const manual = new Set<TechnicianStatus>(['on_break', 'unavailable', 'out_of_service'])
