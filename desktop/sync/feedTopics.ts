import { type SessionUser } from '../../api/contract/session.ts'
import { topics } from '../../api/contract/topics.ts'
import { isStaff } from '../../api/contract/user.ts'

export interface FeedTopics {
  /** Without these there is no live data: a refusal of one means that the user's rights are not what we think. */
  needed: string[]
  /** Extras: one's own notifications, and tickets that are open in a window, with who is there. */
  extras: string[]
}

const ofTicket = (id: string): string[] => [topics.ticket(id), topics.presence(id)]

/** What this user's sync client subscribes to, all at QoS 1 (the contract, MQTT). */
export function feedTopics(user: SessionUser, openTickets: Iterable<string>): FeedTopics {
  const extras = [topics.notifications(user.id), ...[...openTickets].flatMap(ofTicket)]
  if (isStaff(user.role)) {
    return { needed: [topics.staffFeed, topics.technician('+'), topics.assignments('+'), topics.head], extras }
  }
  const own = user.technicianId
  const ownTopics = own === undefined ? [] : [topics.techFeed(own), topics.technician(own), topics.assignments(own)]
  return { needed: [topics.poolFeed, ...ownTopics, topics.head], extras }
}
