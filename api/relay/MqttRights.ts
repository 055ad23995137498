import { isWallboard, type Principal } from '../contract/principal.ts'
import { ticketOfTopic, topics } from '../contract/topics.ts'
import { isStaff } from '../contract/user.ts'
import { type Snapshot } from './Snapshot.ts'

/** Technicians keep seeing what they worked on for this long after it ended. */
const ownEndedDays = 7
/** What lies below is one person's alone. */
const ownRoot = 'notifications/'

/**
 * What one may have over MQTT: staff everything; a technician their feeds, their own topics and tickets by name.
 * Rule V2: nothing out of a technician's view at that moment is ever sent, whatever they subscribed to before.
 */
export class MqttRights {
  readonly #snapshot: Snapshot
  readonly #now: () => Date

  constructor(snapshot: Snapshot, now: () => Date) {
    this.#snapshot = snapshot
    this.#now = now
  }

  /** Of filters that are known to be ours. A ticket that may not be seen is granted too: a refusal would say that it exists. */
  maySubscribe(principal: Principal, filter: string): boolean {
    if (isWallboard(principal)) return isWallboardTopic(filter)
    if (filter.startsWith(ownRoot)) return this.#isOwnNotifications(principal, filter)
    if (isStaff(principal.role)) return true
    if (filter.includes('+') || filter.includes('#')) return false
    return this.#isOwnTopic(principal, filter) || ticketOfTopic(filter) !== undefined
  }

  mayReceive(principal: Principal, topic: string): boolean {
    if (isWallboard(principal)) return isWallboardTopic(topic)
    if (topic.startsWith(ownRoot)) return this.#isOwnNotifications(principal, topic)
    if (isStaff(principal.role) || this.#isOwnTopic(principal, topic)) return true
    const ticketId = ticketOfTopic(topic)
    return ticketId !== undefined && this.#seesTicket(principal, ticketId)
  }

  /** Nobody has another's, whatever their role. */
  #isOwnNotifications({ userId }: Principal, topic: string): boolean {
    return userId !== null && topic === topics.notifications(userId)
  }

  /** Of a ticket in the working set: what is older is history, and nobody is there. */
  maySeeTicket(principal: Principal, ticketId: string): boolean {
    if (isStaff(principal.role)) return this.#snapshot.get('ticket', ticketId) !== undefined
    return this.#seesTicket(principal, ticketId)
  }

  #isOwnTopic({ technicianId }: Principal, topic: string): boolean {
    if (topic === topics.head || topic === topics.poolFeed) return true
    if (technicianId === undefined) return false
    return (
      topic === topics.techFeed(technicianId) ||
      topic === topics.technician(technicianId) ||
      topic === topics.assignments(technicianId)
    )
  }

  #seesTicket({ technicianId }: Principal, ticketId: string): boolean {
    const ticket = this.#snapshot.get('ticket', ticketId)
    if (!ticket?.visibility || technicianId === undefined) return false
    if (ticket.visibility.pool) return true
    if (!ticket.visibility.viewerIds.includes(technicianId)) return false
    const { endedAt } = ticket
    return endedAt === undefined || Date.parse(endedAt) > this.#now().getTime() - ownEndedDays * 24 * 3600 * 1000
  }
}

function isWallboardTopic(topic: string): boolean {
  return topic === topics.wallboardFeed || topic === topics.head
}
