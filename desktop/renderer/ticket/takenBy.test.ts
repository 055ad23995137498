import { expect, test } from 'vitest'
import { Refused } from '../../../api/contract/errors.ts'
import { taken } from '../../../api/contract/ticketSteps.ts'
import { type Command } from '../../link/messages.ts'
import { idOf, someTime } from '../testing/rows.ts'
import { takenBy } from './takenBy.ts'

const [ticket, tim, ana] = [1, 2, 3].map(idOf) as [string, string, string]
const assign: Command = { name: 'ticket.assign', target: ticket, input: { technicianId: ana, ifUnassigned: true } }
const refusal = (by?: string) => taken({ technicianId: tim, technician: 'Tim', at: someTime, by }).toBody().error

test('who was quicker, when, and whether it was a claim', () => {
  const known = { ticketId: ticket, wanted: ana, technicianId: tim, at: someTime }
  expect(takenBy(assign, refusal('Tim'))).toEqual({ ...known, by: undefined })
  expect(takenBy(assign, refusal('Luis'))).toEqual({ ...known, by: 'Luis' })
})

test('nothing else is taken over: another refusal, another command, the same technician', () => {
  expect(takenBy(assign, new Refused('forbidden', 'No.').toBody().error)).toBeUndefined()
  expect(takenBy(assign, undefined)).toBeUndefined()
  expect(takenBy({ name: 'ticket.claim', target: ticket, input: {} }, refusal())).toBeUndefined()
  const same = new Refused('already_assigned', 'This technician is already assigned.', { technicianId: ana })
  expect(takenBy(assign, same.toBody().error)).toBeUndefined()
})
