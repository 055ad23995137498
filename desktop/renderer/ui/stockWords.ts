import { type InventoryKind, type InventoryPlace } from '../../../api/contract/inventoryItem.ts'
import { type ShipmentException, type ShipmentStatus } from '../../../api/contract/shipment.ts'
import { type ShipmentCommandName } from '../../../api/contract/stateMachines.ts'

/** The words on screen for shipments and inventory, as words.ts has them for tickets. */
export const shipmentStatusWords: Record<ShipmentStatus, string> = {
  draft: 'Draft',
  requested: 'Requested',
  preparing: 'Preparing',
  in_transit: 'In transit',
  out_for_delivery: 'Out for delivery',
  available_for_pickup: 'Ready for pickup',
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

/** What a button says that takes this step. */
export const shipmentCommandWords: Record<ShipmentCommandName, string> = {
  requested: 'Request',
  preparing: 'Prepare',
  'in-transit': 'In transit',
  'out-for-delivery': 'Out for delivery',
  'available-for-pickup': 'Ready for pickup',
  delivered: 'Delivered',
  received: 'Receive',
  exception: 'Exception',
  returned: 'Returned',
  cancelled: 'Cancel shipment',
}

export const inventoryKindWords: Record<InventoryKind, string> = { part: 'Part', equipment: 'Equipment' }

export const inventoryPlaceWords: Record<InventoryPlace, string> = {
  warehouse: 'Warehouse',
  site: 'Site',
  technician: 'Technician',
}
