import { type Assignment } from '../../../api/contract/assignment.ts'
import { answerPatience, deliveryPatience } from '../../../api/contract/receipt.ts'
import { type Priority } from '../../../api/contract/ticket.ts'
import { age } from '../ui/zonedTime.ts'

export interface Rung {
  label: string
  /** When; undefined where it is to come, or the server has not said when. */
  at: string | undefined
  isReached: boolean
}

/**
 * How far an assignment has come to its technician. What was answered without a device of theirs (by phone, by somebody
 * else) leaves the rungs between open.
 * @param isSaved the server has it
 * @param hasDevice they can sign in; else nothing can be sent to them
 */
export function receiptLadder(assignment: Assignment, isSaved: boolean, hasDevice: boolean): Rung[] {
  const { assignedAt, sentAt, deliveredAt, seenAt, acceptedAt, declinedAt } = assignment
  const rung = (label: string, at: string | undefined, isReached = at !== undefined): Rung => ({ label, at, isReached })
  // What has come to this console by the same road has been sent; the time comes with the next thing that is known.
  const way = [rung('Sent', sentAt, isSaved), rung('Delivered', deliveredAt), rung('Seen', seenAt)]
  const answer = declinedAt === undefined ? rung('Accepted', acceptedAt) : rung('Declined', declinedAt)
  return [
    rung(isSaved ? 'Saved' : 'Not saved yet', isSaved ? assignedAt : undefined, isSaved),
    ...(hasDevice ? way : []),
    answer,
  ]
}

/** What takes too long: "Not delivered for 2 min"; undefined where all is well. */
export function overdueReceipt(
  { state, assignedAt, deliveredAt }: Assignment,
  priority: Priority,
  hasDevice: boolean,
  now: number,
): string | undefined {
  if (state !== 'assigned' && state !== 'dispatched') return undefined
  const waited = now - Date.parse(assignedAt)
  if (hasDevice && deliveredAt === undefined && waited >= deliveryPatience) return `Not delivered for ${age(waited)}`
  return waited >= answerPatience[priority] ? `Not accepted for ${age(waited)}` : undefined
}
