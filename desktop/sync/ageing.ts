import { type EntityType } from '../../api/contract/change.ts'
import { isStaff, type Role } from '../../api/contract/user.ts'
import { isEnded, type Ticket } from '../../api/contract/ticket.ts'
import { isRecord } from '../link/wire.ts'
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

/** The rows that have left by now, what hangs on a ticket with it. */
export function agedOut(replica: Replica, role: Role, serverNow: number): RowKey[] {
  const tickets = new Set<string>()
  for (const row of replica.ofType('ticket')) {
    // A row of type ticket holds a ticket: serverMessages.ts.
    const ended = endedAt(row.data as Ticket, role)
    if (ended !== undefined && ended + endedFor < serverNow) tickets.add(row.id)
  }
  if (tickets.size === 0) return []
  const leaving: RowKey[] = [...tickets].map((id) => ({ type: 'ticket', id }))
  for (const type of below) {
    for (const { id, data } of replica.ofType(type)) {
      if (isRecord(data) && typeof data.ticketId === 'string' && tickets.has(data.ticketId)) leaving.push({ type, id })
    }
  }
  return isStaff(role) ? leaving : [...leaving, ...sitesOfOnly(replica, tickets)]
}

/** A technician sees the sites of the tickets they see. */
function* sitesOfOnly(replica: Replica, leaving: ReadonlySet<string>): IterableIterator<RowKey> {
  const needed = new Set<string>()
  const freed = new Set<string>()
  for (const { id, data } of replica.ofType('ticket')) {
    const { siteId } = data as Ticket
    if (leaving.has(id)) freed.add(siteId)
    else needed.add(siteId)
  }
  for (const id of freed) if (!needed.has(id) && replica.get('site', id)) yield { type: 'site', id }
}
