import { endedShipmentStatuses, type Shipment, type ShipmentStatus } from '../../../api/contract/shipment.ts'
import { dayOf } from '../ui/zonedTime.ts'

/** What a rule may ask besides the shipment itself. */
export interface ShipmentViewing {
  now: number
  /** Of the site it goes to; the viewer's where it goes to none. */
  zone: string
}

/** A tab over the list: a rule, and what it says when nothing is there. */
export interface ShipmentView {
  id: string
  label: string
  empty: string
  holds: (shipment: Shipment, viewing: ShipmentViewing) => boolean
}

const ended: readonly ShipmentStatus[] = endedShipmentStatuses
/** How long "lately" is. */
const lately = 7 * 24 * 3_600_000

export function isEndedShipment({ status }: Pick<Shipment, 'status'>): boolean {
  return ended.includes(status)
}

/** The carrier is done with it and nobody has taken it in. */
export function awaitsReceipt({ status }: Pick<Shipment, 'status'>): boolean {
  return status === 'delivered' || status === 'available_for_pickup'
}

/** Asked for and not here yet. A draft is nobody's task but its author's, so it is not under way. */
export function isUnderWay(shipment: Pick<Shipment, 'status'>): boolean {
  return shipment.status !== 'draft' && !awaitsReceipt(shipment) && !isEndedShipment(shipment)
}

export function hasException({ status }: Pick<Shipment, 'status'>): boolean {
  return status === 'exception'
}

/** Expected by now, and still under way. */
export function isLateShipment(shipment: Pick<Shipment, 'status' | 'expectedAt'>, now: number): boolean {
  return shipment.expectedAt !== undefined && isUnderWay(shipment) && Date.parse(shipment.expectedAt) < now
}

/** Expected by the end of the site's day: what was due yesterday and is not here is due today, too. */
export function isDueToday(shipment: Pick<Shipment, 'status' | 'expectedAt'>, { now, zone }: ShipmentViewing): boolean {
  if (shipment.expectedAt === undefined || !isUnderWay(shipment)) return false
  const at = Date.parse(shipment.expectedAt)
  return at < now || dayOf(at, zone) === dayOf(now, zone)
}

/** The first time of each state. */
export function shipmentTimes(shipment: Shipment): Record<ShipmentStatus, string | undefined> {
  return {
    draft: shipment.createdAt,
    requested: shipment.requestedAt,
    preparing: shipment.preparingAt,
    in_transit: shipment.inTransitAt,
    out_for_delivery: shipment.outForDeliveryAt,
    available_for_pickup: shipment.availableForPickupAt,
    delivered: shipment.deliveredAt,
    received: shipment.receivedAt,
    exception: shipment.exceptionAt,
    returned: shipment.returnedAt,
    cancelled: shipment.cancelledAt,
  }
}

/** When it came to its state, as far as first times tell: for a second time in transit that is when the exception began. */
export function stateSince(shipment: Shipment): string {
  return Object.values(shipmentTimes(shipment)).reduce<string>(
    (latest, at) => (at !== undefined && at > latest ? at : latest),
    shipment.createdAt,
  )
}

function endedLately(shipment: Shipment, now: number): boolean {
  return isEndedShipment(shipment) && now - Date.parse(stateSince(shipment)) < lately
}

export const shipmentViews: readonly ShipmentView[] = [
  {
    id: 'under-way',
    label: 'Under way',
    empty: 'Everything that was asked for and has not arrived shows here.',
    holds: isUnderWay,
  },
  {
    id: 'due',
    label: 'Due today',
    empty: 'What should arrive by the end of the day shows here, and what should have been here before.',
    holds: isDueToday,
  },
  {
    id: 'exceptions',
    label: 'Exceptions',
    empty: 'Shipments that are delayed, damaged, lost or could not be delivered show here.',
    holds: hasException,
  },
  {
    id: 'delivered',
    label: 'Delivered, not received',
    empty: 'What has arrived or waits to be picked up shows here until somebody takes it in.',
    holds: awaitsReceipt,
  },
  {
    id: 'drafts',
    label: 'Drafts',
    empty: 'Shipments that nobody has asked for yet show here.',
    holds: ({ status }) => status === 'draft',
  },
  {
    id: 'ended',
    label: 'Ended lately',
    empty: 'What was received, returned or cancelled in the last seven days shows here.',
    holds: (shipment, { now }) => endedLately(shipment, now),
  },
  { id: 'all', label: 'All', empty: 'Every shipment shows here.', holds: () => true },
]
