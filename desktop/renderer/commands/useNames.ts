import { useReplica } from '../replica/useReplica.ts'
import { shipmentTitle } from '../shipments/itemLines.ts'
import { type Names, type ThingKind } from './describeCommand.ts'

/** The names that sentences about commands need, from the replica. */
export function useNames(): Names {
  const replica = useReplica()
  const things: Record<ThingKind, (id: string) => string | undefined> = {
    site: (id) => replica.site(id)?.name,
    technician: (id) => replica.technician(id)?.name,
    user: (id) => replica.users.get(id)?.data.name,
    inventory: (id) => replica.inventory.get(id)?.data.name,
    shipment: (id) => {
      const shipment = replica.shipments.get(id)?.data
      return shipment && shipmentTitle(shipment)
    },
  }
  return {
    ticket: (id) => {
      const ticket = id === undefined ? undefined : replica.ticket(id)
      if (!ticket) return 'a ticket'
      return ticket.number === 0 ? `“${ticket.title}”` : `#${ticket.number}`
    },
    technician: (id) => (id === undefined ? undefined : things.technician(id)) ?? 'a technician',
    thing: (kind, id) => things[kind](id),
  }
}
