import { type Shipment } from '../../../api/contract/shipment.ts'
import { useReplica } from '../replica/useReplica.ts'
import { viewerZone } from '../ui/zonedTime.ts'

/** Where shipments go, from the replica. */
export function useShipmentPlaces() {
  const replica = useReplica()
  const siteOf = ({ siteId }: Shipment) => (siteId === undefined ? undefined : replica.site(siteId))
  const ticketOf = ({ ticketId }: Shipment) => (ticketId === undefined ? undefined : replica.ticket(ticketId))
  /** The times of a shipment are said in its site's zone; the viewer's where it goes to none. */
  const zoneOf = (shipment: Shipment): string => siteOf(shipment)?.timeZone ?? viewerZone()
  return { siteOf, ticketOf, zoneOf }
}
