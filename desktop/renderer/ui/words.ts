import { type AssignmentState } from '../../../api/contract/assignment.ts'
import { type AssignmentCommandName, type TicketCommandName } from '../../../api/contract/stateMachines.ts'
import { type Duty, type Reach, type TechnicianStatus } from '../../../api/contract/technician.ts'
import { type HoldReason, type Priority, type TicketStatus } from '../../../api/contract/ticket.ts'
import { type Role } from '../../../api/contract/user.ts'

/** The words on screen for the contract's own. Sentence case; nothing else in the console spells them. */
export const ticketStatusWords: Record<TicketStatus, string> = {
  new: 'New',
  open: 'Open',
  assigned: 'Assigned',
  in_progress: 'In progress',
  on_hold: 'On hold',
  completed: 'Completed',
  closed: 'Closed',
  cancelled: 'Cancelled',
}

export const priorityWords: Record<Priority, string> = { P1: 'Critical', P2: 'High', P3: 'Medium', P4: 'Low' }

export const holdReasonWords: Record<HoldReason, string> = {
  parts: 'Waiting for parts',
  customer: 'Waiting for the customer',
  access: 'No access',
  weather: 'Weather',
  other: 'Other reason',
}

export const assignmentStateWords: Record<AssignmentState, string> = {
  assigned: 'Assigned',
  dispatched: 'Dispatched',
  accepted: 'Accepted',
  en_route: 'En route',
  on_site: 'On site',
  working: 'Working',
  paused: 'Paused',
  done: 'Done',
  declined: 'Declined',
  released: 'Released',
  cancelled: 'Cancelled',
}

export const technicianStatusWords: Record<TechnicianStatus, string> = {
  available: 'Available',
  assigned: 'Assigned',
  en_route: 'En route',
  on_site: 'On site',
  on_break: 'On break',
  unavailable: 'Unavailable',
  out_of_service: 'Out of service',
}

export const dutyWords: Record<Duty, string> = { on_shift: 'On shift', off_shift: 'Off shift' }
export const reachWords: Record<Reach, string> = {
  online: 'Online',
  stale: 'Not heard from',
  unreachable: 'Unreachable',
}
export const roleWords: Record<Role, string> = {
  admin: 'Admin',
  manager: 'Manager',
  dispatcher: 'Dispatcher',
  technician: 'Technician',
}

/** What a button says that gives this command. */
export const ticketCommandWords: Record<TicketCommandName, string> = {
  open: 'Open',
  assign: 'Assign',
  claim: 'Claim',
  release: 'Release',
  hold: 'Put on hold',
  resume: 'Resume',
  complete: 'Complete',
  close: 'Close',
  reopen: 'Reopen',
  cancel: 'Cancel ticket',
}

export const assignmentCommandWords: Record<AssignmentCommandName, string> = {
  dispatch: 'Dispatch',
  accept: 'Accept',
  decline: 'Decline',
  'en-route': 'En route',
  'check-in': 'Check in',
  start: 'Start work',
  pause: 'Pause',
  resume: 'Resume work',
  'check-out': 'Check out',
}

/** `no_access` becomes "No access": for words that are open text in the contract. */
export function sentence(code: string): string {
  const words = code.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "1 ticket", "3 tickets", "5,012 tickets". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Not the first code unit: that may be half a character. */
function firstLetter(word: string): string {
  const point = word.codePointAt(0)
  return point === undefined ? '' : String.fromCodePoint(point)
}

export function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/)
  const last = parts.length > 1 ? (parts.at(-1) ?? '') : ''
  return `${firstLetter(parts[0] ?? '')}${firstLetter(last)}`.toUpperCase()
}
