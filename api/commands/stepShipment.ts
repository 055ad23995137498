import { type Shipment, type ShipmentException, type ShipmentStatus } from '../contract/shipment.ts'
import { checkStep, shipmentMachine, type ShipmentCommandName } from '../contract/stateMachines.ts'
import { lockShipment } from './lockShipment.ts'
import { requireStaff } from './rights.ts'
import { saveShipment } from './saveShipment.ts'
import { type Command } from './Written.ts'

/** Where each state's first time is kept. */
const times: Record<Exclude<ShipmentStatus, 'draft'>, keyof Shipment> = {
  requested: 'requestedAt',
  preparing: 'preparingAt',
  in_transit: 'inTransitAt',
  out_for_delivery: 'outForDeliveryAt',
  available_for_pickup: 'availableForPickupAt',
  delivered: 'deliveredAt',
  received: 'receivedAt',
  exception: 'exceptionAt',
  returned: 'returnedAt',
  cancelled: 'cancelledAt',
}

/** One command for each step of the shipment's machine. */
export function stepShipment(command: ShipmentCommandName): Command<{ reason?: ShipmentException }> {
  return async (tx, { id, input }) => {
    const shipment = await lockShipment(tx, id)
    requireStaff(tx.principal)
    checkStep('shipment', shipmentMachine, shipment.status, command)
    const status = shipmentMachine[command].to
    const time = times[status]
    const next: Shipment = {
      ...shipment,
      status,
      exception: status === 'exception' ? input.reason : undefined,
      [time]: shipment[time] ?? tx.at,
    }
    return saveShipment(tx, shipment, next, 'status')
  }
}
