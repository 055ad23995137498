import { expect, test } from 'vitest'
import { aChange, aTicket, anAssignment, idOf } from '../testing/rows.ts'
import { ticketOfCommand } from './ticketOfCommand.ts'

const tickets = new Map([[idOf(1), aChange(aTicket({ assignments: [anAssignment({ id: idOf(900) })] }))]])

test('a refusal is shown at its ticket, also one of an assignment', () => {
  expect(ticketOfCommand({ name: 'ticket.open', target: idOf(1), input: {} }, tickets)).toBe(idOf(1))
  expect(ticketOfCommand({ name: 'assignment.accept', target: idOf(900), input: {} }, tickets)).toBe(idOf(1))
  const comment = { name: 'comment.create', parent: idOf(1), input: { body: 'x' } } as const
  expect(ticketOfCommand(comment, tickets)).toBe(idOf(1))
  expect(ticketOfCommand({ name: 'assignment.accept', target: idOf(901), input: {} }, tickets)).toBeUndefined()
  expect(
    ticketOfCommand({ name: 'technician.duty', target: idOf(700), input: { duty: 'on_shift' } }, tickets),
  ).toBeUndefined()
})
