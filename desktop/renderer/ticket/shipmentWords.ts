import { type ShipmentException, type ShipmentStatus, type Shipment } from '../../../api/contract/shipment.ts'
import { allowedFrom, shipmentMachine, type ShipmentCommandName } from '../../../api/contract/stateMachines.ts'

export const shipmentStatusWords: Record<ShipmentStatus, string> = {
  draft: 'Draft',
  requested: 'Requested',
  preparing: 'Preparing',
  in_transit: 'In transit',
  out_for_delivery: 'Out for delivery',
  available_for_pickup: 'Ready for pick-up',
  delivered: 'Delivered',
  received: 'Received',
  exception: 'Exception',
  returned: 'Returned',
  cancelled: 'Cancelled',
}

export const shipmentExceptionWords: Record<ShipmentException, string> = {
  delayed: 'Delayed',
  failed_attempt: 'Failed attempt',
  damaged: 'Damaged',
  lost: 'Lost',
}

const stepWords: Record<ShipmentCommandName, string> = {
  requested: 'Request',
  preparing: 'Prepare',
  'in-transit': 'In transit',
  'out-for-delivery': 'Out for delivery',
  'available-for-pickup': 'Ready for pick-up',
  delivered: 'Delivered',
  received: 'Received',
  exception: 'Exception',
  returned: 'Returned',
  cancelled: 'Cancel shipment',
}

export interface ShipmentStep {
  command: ShipmentCommandName
  label: string
}

/** What the machine allows from here, the usual way first: what goes wrong or ends it comes last. */
export function shipmentSteps({ status }: Pick<Shipment, 'status'>): ShipmentStep[] {
  const isUsual = (command: ShipmentCommandName): boolean => command !== 'exception' && command !== 'cancelled'
  const allowed = allowedFrom(shipmentMachine, status)
  return [...allowed.filter(isUsual), ...allowed.filter((each) => !isUsual(each))].map((command) => ({
    command,
    label: stepWords[command],
  }))
}

export function shipmentTitle({
  number,
  description,
  items,
}: Pick<Shipment, 'number' | 'description' | 'items'>): string {
  const [line = ''] = description.split('\n')
  if (line.trim() !== '') return line
  const contents = items.map(({ name, quantity }) => `${quantity} × ${name}`).join(', ')
  return contents || `Shipment ${number || ''}`.trim()
}
