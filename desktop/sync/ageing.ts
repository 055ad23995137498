import { type EntityType } from '../../api/contract/change.ts'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type Shipment } from '../../api/contract/shipment.ts'
import { isStaff, type Role } from '../../api/contract/user.ts'
import { isEnded, type Ticket } from '../../api/contract/ticket.ts'
import { type Replica, type RowKey } from './Replica.ts'

/**
 * What ended long ago leaves the working set by server time, and nothing is sent for it (the contract, The working set):
 * so it is swept here.
 */
export const endedFor = 7 * 24 * 3600 * 1000

const below: readonly EntityType[] = ['comment', 'time_entry', 'attachment']

/**
 * When the seven days of a ticket began; undefined while they have not. For staff that is when it was closed or
 * cancelled, for a technician when it was completed, as the server counts it.
 */
function endedAt(ticket: Ticket, role: Role): number | undefined {
  const { status, completedAt, closedAt, cancelledAt } = ticket
  if (isStaff(role) ? status !== 'closed' && status !== 'cancelled' : !isEnded(status)) return undefined
  const ended = isStaff(role) ? (closedAt ?? cancelledAt) : (completedAt ?? closedAt ?? cancelledAt)
  return ended === undefined ? undefined : Date.parse(ended)
}

/** Since when nothing more comes of a shipment; undefined while something may. */
function shipmentEndedAt({ receivedAt, returnedAt, cancelledAt }: Shipment): number | undefined {
  const ended = receivedAt ?? returnedAt ?? cancelledAt
  return ended === undefined ? undefined : Date.parse(ended)
}

/** The rows that have left by now, what hangs on a ticket with it. */
export function agedOut(replica: Replica, role: Role, serverNow: number): RowKey[] {
  const hasLeft = (ended: number | undefined) => ended !== undefined && ended + endedFor < serverNow
  // A row of a type holds what the contract says of that type: serverMessages.ts.
  const tickets = idsOf(replica, 'ticket', (data) => hasLeft(endedAt(data as Ticket, role)))
  const shipments = idsOf(replica, 'shipment', (data) => {
    const { ticketId } = data as Shipment
    // Staff see a shipment that is under way whatever became of its ticket.
    return hasLeft(shipmentEndedAt(data as Shipment)) || (!isStaff(role) && has(tickets, ticketId))
  })
  const hanging = tickets.size === 0 ? [] : below.flatMap((type) => keysOf(type, hangingOn(replica, type, tickets)))
  const sites = isStaff(role) || tickets.size === 0 ? new Set<string>() : sitesOfOnly(replica, tickets)
  const kept = idsOf(replica, 'inventory', (data) => has(sites, (data as InventoryItem).siteId))
  return [
    ...keysOf('shipment', shipments),
    ...keysOf('ticket', tickets),
    ...hanging,
    ...keysOf('site', sites),
    ...keysOf('inventory', kept),
  ]
}

const has = (ids: ReadonlySet<string>, id: string | undefined): boolean => id !== undefined && ids.has(id)

const keysOf = (type: EntityType, ids: ReadonlySet<string>): RowKey[] => [...ids].map((id) => ({ type, id }))

function idsOf(replica: Replica, type: EntityType, isWanted: (data: unknown) => boolean): Set<string> {
  const ids = new Set<string>()
  for (const { id, data } of replica.ofType(type)) if (isWanted(data)) ids.add(id)
  return ids
}

function hangingOn(replica: Replica, type: EntityType, tickets: ReadonlySet<string>): Set<string> {
  return idsOf(replica, type, (data) => has(tickets, (data as { ticketId?: string }).ticketId))
}

/** A technician sees the sites of the tickets they see, and what is kept there. */
function sitesOfOnly(replica: Replica, leaving: ReadonlySet<string>): Set<string> {
  const needed = new Set<string>()
  const freed = new Set<string>()
  for (const { id, data } of replica.ofType('ticket')) {
    const { siteId } = data as Ticket
    if (leaving.has(id)) freed.add(siteId)
    else needed.add(siteId)
  }
  return new Set([...freed].filter((id) => !needed.has(id) && replica.get('site', id)))
}
