import { expect, test } from 'vitest'
import { type Technician } from '../../../api/contract/technician.ts'
import { aTechnician, aTicket, anAssignment, idOf, someTime } from '../testing/rows.ts'
import { countJobs, occupation, technicianChoice } from './technicianChoice.ts'

const now = Date.parse(someTime) + 12 * 60_000
const change = (data: Technician) => ({
  type: 'technician' as const,
  id: data.id,
  version: 1,
  data,
  pending: [],
  pendingFields: [],
})

test('the free come first, then those with the fewest jobs, those who cannot be reached and those off shift last; who is on it already is left out', () => {
  const all = [
    aTechnician({ id: idOf(701), name: 'Off', duty: 'off_shift' }),
    aTechnician({ id: idOf(702), name: 'Busy', status: 'on_site' }),
    aTechnician({ id: idOf(703), name: 'Free with work' }),
    aTechnician({ id: idOf(707), name: 'Lost', reach: 'unreachable' }),
    aTechnician({ id: idOf(704), name: 'Free' }),
    aTechnician({ id: idOf(705), name: 'On it' }),
    aTechnician({ id: idOf(706), name: 'Left the firm', active: false }),
  ]
  const options = technicianChoice(all.map(change), new Map([[idOf(703), 2]]), [idOf(705)], now)
  expect(options.map(({ label, heading }) => [heading, label])).toEqual([
    ['Free', 'Free'],
    [undefined, 'Free with work'],
    ['Busy', 'Busy'],
    ['Cannot be reached', 'Lost'],
    ['Off shift', 'Off'],
  ])
  expect(options.find(({ label }) => label === 'Lost')?.detail).toMatch(/^Cannot be reached, Available for/)
})

test('what they do is said with where and since when', () => {
  const current = { id: idOf(1), ticketId: idOf(2), ticketNumber: 1042, state: 'on_site' as const, since: someTime }
  expect(occupation(aTechnician({ status: 'on_site', currentAssignment: current }), now)).toBe(
    'On site at 1042 for 12 min',
  )
  expect(occupation(aTechnician({ duty: 'off_shift' }), now)).toBe('Off shift')
})

test('only active assignments are jobs', () => {
  const tickets = [
    aTicket({ assignments: [anAssignment(), anAssignment({ technicianId: idOf(701), state: 'done' })] }),
    aTicket({ assignments: [anAssignment({ state: 'working' })] }),
  ]
  expect(countJobs(tickets)).toEqual(new Map([[idOf(700), 2]]))
})
