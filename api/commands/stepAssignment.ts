import { type Action } from '../contract/change.ts'
import { notFound, Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type AssignmentCommandName } from '../contract/stateMachines.ts'
import * as steps from '../contract/ticketSteps.ts'
import { isStaff } from '../contract/user.ts'
import { type Transaction } from '../db/write.ts'
import { lockTicket } from './lockTicket.ts'
import { saveTicket } from './saveTicket.ts'
import { type Command } from './Written.ts'

interface StepInput {
  reason?: string
  disposition?: string
}

/** How each step is announced: the events of the field in their own words. */
const announcedAs: Record<AssignmentCommandName, Action> = {
  dispatch: 'dispatched',
  accept: 'accepted',
  decline: 'declined',
  'en-route': 'en_route',
  'check-in': 'checked_in',
  start: 'started',
  pause: 'paused',
  resume: 'resumed',
  'check-out': 'checked_out',
}

/** One command for each step of the assignment's machine. Technicians move their own; only dispatchers dispatch. */
export function stepAssignment(command: AssignmentCommandName): Command<StepInput> {
  return async (tx, { id, input }) => {
    const locked = await lockTicket(tx, await ticketOf(tx, id)).catch((error: unknown) => {
      throw error instanceof Refused && error.code === 'not_found' ? notFound('assignment') : error
    })
    const assignment = locked.ticket.assignments.find((each) => each.id === id)
    const { role, technicianId } = tx.principal
    if (!isStaff(role) && assignment?.technicianId !== technicianId) {
      throw new Refused('forbidden', 'You may move your own assignments, not those of others.')
    }
    if (!isStaff(role) && command === 'dispatch') throw new Refused('forbidden', 'Only dispatchers dispatch.')
    // Who answers has seen it, whatever their device has told us.
    const isOwn = assignment !== undefined && assignment.technicianId === technicianId
    const known = isOwn
      ? steps.noteReceipt(locked.ticket, { assignmentId: id, step: 'seen', at: tx.at })
      : locked.ticket
    const next = steps.stepAssignment(known, { assignmentId: id, command, ...input }, tx.at)
    return saveTicket(tx, locked, next, announcedAs[command])
  }
}

async function ticketOf(tx: Transaction, assignmentId: string): Promise<string> {
  if (!isId(assignmentId)) throw notFound('assignment')
  const [row] = await tx.query<{ ticket_id: string }>('select ticket_id from assignments where id = $1', [assignmentId])
  if (!row) throw notFound('assignment')
  return row.ticket_id
}
