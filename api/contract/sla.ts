import { Type as T, type Static } from 'typebox'
import { type Assignment, isActive } from './assignment.ts'
import { isEnded, type Priority, type Ticket } from './ticket.ts'

const Minutes = T.Union([T.Integer({ minimum: 1, maximum: 525_600 }), T.Null()], {
  description: 'from the creation of the ticket; null: nothing is promised',
})

/** What is promised for a priority: somebody on site (response), and the work done (resolution). */
export const SlaTarget = T.Object(
  { responseMinutes: Minutes, resolutionMinutes: Minutes },
  { additionalProperties: false },
)
export type SlaTarget = Static<typeof SlaTarget>

/** Of all priorities. A change holds for tickets that are created, or get another priority, from then on. */
export const SlaPolicy = T.Object(
  { P1: SlaTarget, P2: SlaTarget, P3: SlaTarget, P4: SlaTarget },
  { additionalProperties: false },
)
export type SlaPolicy = Static<typeof SlaPolicy>

export const slaClocks = ['response', 'resolution'] as const
export type SlaClockName = (typeof slaClocks)[number]

/** What is missing, as notifications say it. */
export const promiseWords: Record<SlaClockName, string> = {
  response: 'Nobody on site yet',
  resolution: 'Not completed yet',
}

/** `met`: in time. `breached`: not in time, whether it still runs or has ended late. */
export type SlaState = 'running' | 'warning' | 'breached' | 'paused' | 'met'

export interface SlaClock {
  name: SlaClockName
  /** Epoch milliseconds, as all times below. */
  dueAt: number
  /** From when on the warning holds. */
  warnAt: number
  /** When what was promised was done. */
  doneAt: number | undefined
  state: SlaState
}

type Clocked = Pick<
  Ticket,
  'status' | 'createdAt' | 'completedAt' | 'heldAt' | 'responseDueAt' | 'resolutionDueAt' | 'assignments'
>

const dueFields = { response: 'responseDueAt', resolution: 'resolutionDueAt' } as const satisfies Record<
  SlaClockName,
  keyof Ticket
>

/** The last quarter of the time is the warning. */
export const warningShare = 0.25

/** The clocks that run, or ran, on a ticket. A cancelled ticket has none: nothing was to be done. */
export function slaClocksOf(ticket: Clocked, now: number): SlaClock[] {
  // Most imported tickets have no due times, and a list asks this of 50,000 a minute.
  if (ticket.responseDueAt === undefined && ticket.resolutionDueAt === undefined) return []
  if (ticket.status === 'cancelled') return []
  return slaClocks.flatMap((name): SlaClock[] => {
    const due = ticket[dueFields[name]]
    if (due === undefined) return []
    const dueAt = Date.parse(due)
    const warnAt = dueAt - Math.max(0, dueAt - Date.parse(ticket.createdAt)) * warningShare
    const doneAt = name === 'response' ? respondedAt(ticket) : timeOf(ticket.completedAt)
    // On hold the clock shows what it showed when the hold began.
    const at = Math.min(doneAt ?? now, timeOf(ticket.heldAt) ?? Infinity)
    return [{ name, dueAt, warnAt, doneAt, state: stateOf({ at, dueAt, warnAt, doneAt, isHeld: isHeld(ticket) }) }]
  })
}

interface Reading extends Pick<SlaClock, 'dueAt' | 'warnAt' | 'doneAt'> {
  at: number
  isHeld: boolean
}

function stateOf({ at, dueAt, warnAt, doneAt, isHeld: held }: Reading): SlaState {
  if (at > dueAt) return 'breached'
  if (doneAt !== undefined) return 'met'
  if (held) return 'paused'
  return at >= warnAt ? 'warning' : 'running'
}

/** The one that people look at: the first that still runs, else the last. */
export function slaClockOf(ticket: Clocked, now: number): SlaClock | undefined {
  const clocks = slaClocksOf(ticket, now)
  return clocks.find(({ doneAt }) => doneAt === undefined) ?? clocks.at(-1)
}

/** When the first promise is due that is still to be kept; Infinity where none is. */
export function nextDue(ticket: Clocked): number {
  return slaClocksOf(ticket, 0).find(({ doneAt }) => doneAt === undefined)?.dueAt ?? Infinity
}

/** Promises that are still to be kept: what has ended is history. */
function openClocks(ticket: Clocked, now: number): SlaClock[] {
  return isEnded(ticket.status) ? [] : slaClocksOf(ticket, now).filter(({ doneAt }) => doneAt === undefined)
}

const isMissed = ({ state }: SlaClock): boolean => state === 'breached'

/** A promise was not kept, and is still to be. */
export function isBreached(ticket: Clocked, now: number): boolean {
  return openClocks(ticket, now).some(isMissed)
}

/**
 * Not missed yet, but at this pace it will be: in its last quarter, or with more planned work left than time. Where nothing
 * was planned nobody knows how long the work takes, and only the clock counts.
 */
export function isInJeopardy(ticket: Clocked & Pick<Ticket, 'plannedMinutes'>, now: number): boolean {
  if (isHeld(ticket)) return false
  const clocks = openClocks(ticket, now)
  if (clocks.some(isMissed)) return false
  return clocks.some(
    ({ name, state, dueAt }) => state === 'warning' || (name === 'resolution' && now + workLeft(ticket, now) > dueAt),
  )
}

/** On site for longer than was planned. */
export function isRunningOver(ticket: Pick<Ticket, 'plannedMinutes' | 'assignments' | 'status'>, now: number): boolean {
  const { plannedMinutes } = ticket
  if (plannedMinutes === undefined || isEnded(ticket.status)) return false
  return ticket.assignments.some((each) => {
    const since = onSiteSince(each)
    return since !== undefined && now - since > plannedMinutes * 60_000
  })
}

function workLeft(
  { plannedMinutes, assignments }: Pick<Ticket, 'plannedMinutes' | 'assignments'>,
  now: number,
): number {
  if (plannedMinutes === undefined) return 0
  const begun = assignments.map(onSiteSince).filter((since) => since !== undefined)
  const done = begun.length === 0 ? 0 : now - Math.min(...begun)
  return Math.max(0, plannedMinutes * 60_000 - done)
}

function onSiteSince(assignment: Assignment): number | undefined {
  return isActive(assignment) ? timeOf(assignment.onSiteAt) : undefined
}

/** Somebody was there; or it was completed without. */
function respondedAt({ assignments, completedAt }: Pick<Clocked, 'assignments' | 'completedAt'>): number | undefined {
  const times = assignments.map(({ onSiteAt }) => timeOf(onSiteAt)).filter((time) => time !== undefined)
  return times.length > 0 ? Math.min(...times) : timeOf(completedAt)
}

function isHeld({ status }: Pick<Ticket, 'status'>): boolean {
  return status === 'on_hold'
}

function timeOf(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at)
}

/** The due times of a ticket that is created at this time. */
export function dueTimes(target: SlaTarget, createdAt: string): Pick<Ticket, 'responseDueAt' | 'resolutionDueAt'> {
  const after = (minutes: number | null): string | undefined =>
    minutes === null ? undefined : new Date(Date.parse(createdAt) + minutes * 60_000).toISOString()
  return { responseDueAt: after(target.responseMinutes), resolutionDueAt: after(target.resolutionMinutes) }
}

/**
 * What another priority makes of the due times: as if it had been created with it, holds included. A clock that has
 * stopped keeps what it showed.
 */
export function reprioritised<Of extends Clocked>(ticket: Of, policy: SlaPolicy, was: Priority, is: Priority): Of {
  const moved = (name: SlaClockName): string | undefined => {
    const due = ticket[dueFields[name]]
    if (name === 'response' && respondedAt(ticket) !== undefined) return due
    const [before, after] = [policy[was][`${name}Minutes`], policy[is][`${name}Minutes`]]
    if (after === null) return undefined
    const from = due === undefined || before === null ? Date.parse(ticket.createdAt) : Date.parse(due) - before * 60_000
    return new Date(from + after * 60_000).toISOString()
  }
  return { ...ticket, responseDueAt: moved('response'), resolutionDueAt: moved('resolution') }
}

/** The clocks go on: what was not done before the hold is due later by as long as it lasted. */
export function afterHold<Of extends Clocked>(ticket: Of, at: string): Of {
  const { heldAt, responseDueAt, resolutionDueAt } = ticket
  if (heldAt === undefined) return ticket
  const later = (due: string | undefined, until: number): string | undefined =>
    due && new Date(Date.parse(due) + Math.max(0, until - Date.parse(heldAt))).toISOString()
  const end = Date.parse(at)
  const responded = respondedAt({ assignments: ticket.assignments, completedAt: undefined }) ?? end
  return {
    ...ticket,
    heldAt: undefined,
    responseDueAt: later(responseDueAt, Math.min(responded, end)),
    resolutionDueAt: later(resolutionDueAt, end),
  }
}
