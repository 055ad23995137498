import { type Shipment } from '../../../api/contract/shipment.ts'

/** The address of a shipment: by its number; by its id until it has one. */
export function shipmentPath({ id, number }: Pick<Shipment, 'id' | 'number'>): string {
  return `/shipment/${number || id}`
}
