import { assignmentStates, type AssignmentState } from './assignment.ts'
import { Refused } from './errors.ts'
import { type ShipmentStatus } from './shipment.ts'
import { type TicketStatus } from './ticket.ts'

/**
 * The state machines of product.md as data: which command is allowed from which state, and where it leads.
 * What a step does to the rest of a ticket is in ticketSteps.ts; who may take it is in api/commands.
 */
export interface Step<State extends string> {
  readonly from: readonly State[]
  /** `derived`: worked out from the assignments (the starred states of product.md). */
  readonly to: State | 'derived'
}

export const ticketMachine = {
  open: { from: ['new'], to: 'open' },
  assign: { from: ['new', 'open', 'assigned', 'in_progress'], to: 'derived' },
  claim: { from: ['new', 'open'], to: 'derived' },
  release: { from: ['assigned', 'in_progress', 'on_hold'], to: 'derived' },
  hold: { from: ['open', 'assigned', 'in_progress'], to: 'on_hold' },
  resume: { from: ['on_hold'], to: 'derived' },
  complete: { from: ['in_progress'], to: 'completed' },
  close: { from: ['completed'], to: 'closed' },
  reopen: { from: ['completed', 'closed'], to: 'open' },
  cancel: { from: ['new', 'open', 'assigned', 'in_progress', 'on_hold'], to: 'cancelled' },
} as const satisfies Record<string, Step<TicketStatus>>

export type TicketCommandName = keyof typeof ticketMachine

/** Forwards along this chain a technician may skip; nobody goes backwards but from paused to working. */
const chain = assignmentStates.slice(0, assignmentStates.indexOf('done'))
const before = (state: AssignmentState): AssignmentState[] => chain.slice(0, chain.indexOf(state))

export const assignmentMachine = {
  dispatch: { from: before('dispatched'), to: 'dispatched' },
  accept: { from: before('accepted'), to: 'accepted' },
  decline: { from: before('accepted'), to: 'declined' },
  'en-route': { from: before('en_route'), to: 'en_route' },
  'check-in': { from: before('on_site'), to: 'on_site' },
  start: { from: before('working'), to: 'working' },
  pause: { from: before('paused'), to: 'paused' },
  resume: { from: ['paused'], to: 'working' },
  'check-out': { from: chain, to: 'done' },
} as const satisfies Record<string, Step<AssignmentState>>

export type AssignmentCommandName = keyof typeof assignmentMachine

/** Named by where they lead: `POST /shipments/:id/<state>`. */
export const shipmentMachine = {
  requested: { from: ['draft'], to: 'requested' },
  preparing: { from: ['requested'], to: 'preparing' },
  'in-transit': { from: ['preparing', 'exception'], to: 'in_transit' },
  'out-for-delivery': { from: ['in_transit'], to: 'out_for_delivery' },
  'available-for-pickup': { from: ['in_transit'], to: 'available_for_pickup' },
  delivered: { from: ['out_for_delivery'], to: 'delivered' },
  received: { from: ['available_for_pickup', 'delivered'], to: 'received' },
  exception: { from: ['in_transit', 'out_for_delivery'], to: 'exception' },
  returned: { from: ['exception'], to: 'returned' },
  cancelled: { from: ['draft', 'requested', 'preparing'], to: 'cancelled' },
} as const satisfies Record<string, Step<ShipmentStatus>>

export type ShipmentCommandName = keyof typeof shipmentMachine

/** The commands a machine allows from here, in the order of its table. */
export function allowedFrom<Name extends string, State extends string>(
  machine: Record<Name, Step<State>>,
  state: State,
): Name[] {
  return (Object.keys(machine) as Name[]).filter((name) => machine[name].from.includes(state))
}

/**
 * Checks one step.
 * @throws {Refused} transition_refused with `{from, allowed}`: the state it is in, and the commands allowed from there.
 */
export function checkStep<Name extends string, State extends string>(
  what: string,
  machine: Record<Name, Step<State>>,
  state: State,
  command: Name,
): void {
  if (machine[command].from.includes(state)) return
  const allowed = allowedFrom(machine, state)
  const from = state.replaceAll('_', ' ')
  const next = allowed.length > 0 ? `Allowed from here: ${allowed.join(', ')}.` : 'Nothing is allowed from here.'
  throw new Refused('transition_refused', `${command} is not possible: this ${what} is ${from}. ${next}`, {
    from: state,
    allowed,
  })
}
