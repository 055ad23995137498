import { type Shipment, type ShipmentException, type ShipmentStatus } from '../../../api/contract/shipment.ts'
import { allowedFrom, shipmentMachine, type ShipmentCommandName } from '../../../api/contract/stateMachines.ts'
import { type Command } from '../../link/messages.ts'
import { shipmentCommandWords } from '../ui/stockWords.ts'
import { shipmentTimes } from './shipmentViews.ts'

/** A step that the machine allows. */
export interface ShipmentStep {
  command: ShipmentCommandName
  label: string
  /** Whether it has to be said what went wrong. */
  asksException: boolean
  /** Brings it further; the others are possible, and never what usually comes next. */
  isForwards: boolean
  key: string | undefined
}

/** One key for each, the same from every state; "n" besides takes the usual one. */
export const stepKeys: readonly (readonly [ShipmentCommandName, string])[] = [
  ['requested', 'Shift+q'],
  ['preparing', 'Shift+p'],
  ['in-transit', 'Shift+i'],
  ['out-for-delivery', 'Shift+o'],
  ['available-for-pickup', 'Shift+k'],
  ['delivered', 'Shift+d'],
  ['received', 'Shift+r'],
  ['exception', 'Shift+e'],
  ['returned', 'Shift+b'],
  ['cancelled', 'Shift+x'],
]
const keyOf = new Map(stepKeys)

const backwards: readonly ShipmentCommandName[] = ['exception', 'returned', 'cancelled']

/** What its state allows, the usual step first: the machine's table is in the order of the usual way. */
export function shipmentSteps({ status }: Pick<Shipment, 'status'>): ShipmentStep[] {
  return allowedFrom(shipmentMachine, status).map((command) => ({
    command,
    label: shipmentCommandWords[command],
    asksException: command === 'exception',
    isForwards: !backwards.includes(command),
    key: keyOf.get(command),
  }))
}

/** Undefined where the step asks what went wrong, and nothing was answered. */
export function shipmentCommandOf(
  command: ShipmentCommandName,
  target: string,
  exception?: ShipmentException,
): Command | undefined {
  if (command === 'exception') {
    return exception && { name: 'shipment.exception', target, input: { reason: exception } }
  }
  return { name: `shipment.${command}`, target, input: {} }
}

export interface TrackStop {
  status: ShipmentStatus
  /** When it first came there; undefined: not yet. */
  at: string | undefined
  isCurrent: boolean
}

const usualWay: readonly ShipmentStatus[] = [
  'draft',
  'requested',
  'preparing',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'received',
]

/** The states it came through in the order it did, with the first time of each, then those that usually follow. */
export function shipmentTrack(shipment: Shipment): TrackStop[] {
  const { status: current } = shipment
  const been = Object.entries(shipmentTimes(shipment))
    .map(([status, at]) => ({ status, at, isCurrent: status === current }))
    .filter((stop): stop is TrackStop => stop.at !== undefined || stop.isCurrent)
    .toSorted((a, b) => momentOf(a) - momentOf(b))
  const known = new Set(been.map(({ status }) => status))
  const ahead = statesAhead(current).filter((status) => !known.has(status))
  return [...been, ...ahead.map((status) => ({ status, at: undefined, isCurrent: false }))]
}

/** A step that waits to be confirmed has no time yet: it is the last. */
function momentOf({ at }: { at: string | undefined }): number {
  return at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at)
}

function statesAhead(status: ShipmentStatus): readonly ShipmentStatus[] {
  if (status === 'available_for_pickup') return ['received']
  if (status === 'exception') return usualWay.slice(usualWay.indexOf('out_for_delivery'))
  const place = usualWay.indexOf(status)
  return place === -1 ? [] : usualWay.slice(place + 1)
}
