import { isId } from './ids.ts'

/** Every MQTT topic of the system in one place (contract.md, MQTT). */
export const topics = {
  head: 'system/head',
  staffFeed: 'feed/staff',
  poolFeed: 'feed/pool',
  wallboardFeed: 'feed/wallboard',
  techFeed: (technicianId: string) => `feed/tech/${technicianId}`,
  ticket: (id: string) => `tickets/${id}`,
  comments: (ticketId: string) => `tickets/${ticketId}/comments`,
  timeEntries: (ticketId: string) => `tickets/${ticketId}/time-entries`,
  attachments: (ticketId: string) => `tickets/${ticketId}/attachments`,
  /** Who has the ticket open; it is no change and has no number. */
  presence: (ticketId: string) => `tickets/${ticketId}/presence`,
  technician: (id: string) => `tech/${id}`,
  assignments: (technicianId: string) => `tech/${technicianId}/assignments`,
  site: (id: string) => `sites/${id}`,
  inventory: (id: string) => `inventory/${id}`,
  user: (id: string) => `users/${id}`,
  shipment: (id: string) => `shipments/${id}`,
  /** One person's own notifications; a root of its own, so that nobody's wildcard of before matches it. */
  notifications: (userId: string) => `notifications/${userId}`,
} as const

/** The shapes of all topics, `+` standing for an id. Nothing else exists, so nothing else may be subscribed to. */
const shapes = [
  'system/head',
  'feed/staff',
  'feed/pool',
  'feed/wallboard',
  'feed/tech/+',
  'tickets/+',
  'tickets/+/comments',
  'tickets/+/time-entries',
  'tickets/+/attachments',
  'tickets/+/presence',
  'tech/+',
  'tech/+/assignments',
  'sites/+',
  'inventory/+',
  'users/+',
  'shipments/+',
  'notifications/+',
].map((shape) => shape.split('/'))

/** The first words of all topics. */
export const topicRoots: ReadonlySet<string | undefined> = new Set(shapes.map(([root]) => root))

/**
 * True where a topic filter (MQTT 3.1.1, section 4.7) matches topics of ours: well formed, every fixed level known,
 * every id level an id or a wildcard. A filter that begins with `#`, a `$` topic and control characters never match.
 */
export function isKnownFilter(filter: string): boolean {
  if (filter === '#' || filter.length === 0 || filter.length > 256) return false
  const levels = filter.split('/')
  const open = levels.at(-1) === '#'
  const fixed = open ? levels.slice(0, -1) : levels
  return shapes.some((shape) => {
    // "tickets/#" also matches its parent "tickets" (section 4.7.1.2), so equal lengths are allowed where it is open.
    if (open ? fixed.length > shape.length : fixed.length !== shape.length) return false
    return fixed.every((level, index) => level === '+' || (shape[index] === '+' ? isId(level) : level === shape[index]))
  })
}

/** The ticket that a topic is about: `tickets/<id>` and what hangs below it. */
export function ticketOfTopic(topic: string): string | undefined {
  const [root, id] = topic.split('/', 2)
  return root === 'tickets' && id !== undefined && isId(id) ? id : undefined
}
