import { type Ticket } from '../contract/ticket.ts'
import { type ImportedTicket } from './ImportedTicket.ts'

/** What people and timers here have done to a ticket since its import. */
export interface ChangesHere {
  touched: boolean
  fields: ReadonlySet<string>
}

/** The texts of a ticket that its source may change; site and priority are given once and then belong to the people here. */
export const sourceTexts = ['title', 'description', 'type'] as const

/** Whether the source says anything else than the ticket does: cheap, and without knowing what people changed. */
export function differs(ticket: Ticket, source: ImportedTicket): boolean {
  return (
    ticket.sourceStatus !== source.sourceStatus ||
    sourceTexts.some((field) => ticket[field] !== source[field]) ||
    statusOf(source) !== ticket.status ||
    (source.closedAt !== undefined && ticket.closedAt !== source.closedAt)
  )
}

/**
 * A ticket after its source spoke again. Rule I1: `sourceStatus` is always the source's word. Rule I2: a text follows the
 * source until somebody here changes that text. Rule I3: the status follows the source only while nobody here has
 * touched the ticket at all; from then on the work here decides.
 */
export function mergeTicket(ticket: Ticket, source: ImportedTicket, here: ChangesHere): Ticket {
  const next: Ticket = { ...ticket, sourceStatus: source.sourceStatus }
  for (const field of sourceTexts) {
    if (!here.fields.has(field)) next[field] = source[field]
  }
  if (here.touched) return next
  next.status = statusOf(source)
  next.completedAt = source.closedAt
  next.closedAt = source.closedAt
  return next
}

function statusOf(source: ImportedTicket): 'open' | 'closed' {
  return source.closedAt === undefined ? 'open' : 'closed'
}
