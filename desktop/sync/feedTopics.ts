import { type SessionUser } from '../../api/contract/session.ts'
import { topics } from '../../api/contract/topics.ts'
import { isStaff } from '../../api/contract/user.ts'

export interface FeedTopics {
  /** Without these there is no live data: a refusal of one means that the user's rights are not what we think. */
  needed: string[]
  /** Extras: one's own notifications, tickets that are open in a window, and who is at them; for the staff, at any. */
  extras: string[]
}

/** What this user's sync client subscribes to, all at QoS 1 (the contract, MQTT). */
export function feedTopics(user: SessionUser, openTickets: Iterable<string>): FeedTopics {
  const open = [...openTickets]
  const extras = [topics.notifications(user.id), ...open.map(topics.ticket)]
  if (isStaff(user.role)) {
    extras.push(topics.presence('+'))
    return { needed: [topics.staffFeed, topics.technician('+'), topics.assignments('+'), topics.head], extras }
  }
  extras.push(...open.map(topics.presence))
  const own = user.technicianId
  const ownTopics = own === undefined ? [] : [topics.techFeed(own), topics.technician(own), topics.assignments(own)]
  return { needed: [topics.poolFeed, ...ownTopics, topics.head], extras }
}
