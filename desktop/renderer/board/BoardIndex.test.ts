import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Technician } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { anAssignment, aRow, aTechnician, idOf } from '../testing/rows.ts'
import { type TicketRow } from '../tickets/ticketRow.ts'
import { BoardIndex } from './BoardIndex.ts'
import { type BoardLayout } from './boardLayout.ts'

const [tim, ann, zoe] = [idOf(700), idOf(701), idOf(702)]
const everyone = [
  aTechnician({ id: ann, name: 'Ann Lee', duty: 'off_shift' }),
  aTechnician({ id: zoe, name: 'Zoe Hart' }),
  aTechnician({ id: tim, name: 'Tim Ruiz' }),
  aTechnician({ id: idOf(703), name: 'Long Gone', active: false }),
]

function layOut(rows: readonly TicketRow[], technicians: readonly Technician[] = everyone): BoardLayout {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const index = new BoardIndex()
  index.apply(byId.keys(), technicians, (id) => byId.get(id))
  return index.layout
}

const job = (number: number, state: 'assigned' | 'working', changes: Partial<Ticket> = {}): TicketRow =>
  aRow({
    id: idOf(number),
    number,
    status: 'assigned',
    assigneeIds: [tim],
    assignments: [anAssignment({ technicianId: tim, state })],
    ...changes,
  })

test('lanes are those on shift first, by name; in one is what they do now, then what is next by its time', () => {
  const { lanes } = layOut([
    job(1, 'assigned'),
    job(2, 'assigned', { scheduledFor: '2026-11-22T16:00:00.000Z' }),
    job(3, 'assigned', { scheduledFor: '2026-11-22T15:00:00.000Z' }),
    job(4, 'working'),
  ])
  expect(lanes.map(({ technicianId }) => technicianId)).toEqual([tim, zoe, ann])
  expect(lanes[0]?.ticketIds).toEqual([4, 3, 2, 1].map(idOf))
})

test('the queue is the most urgent first, of equals the oldest; what ended is nowhere', () => {
  const { queue } = layOut([
    aRow({ id: idOf(1), priority: 'P2', createdAt: '2026-11-22T12:00:00.000Z' }),
    aRow({ id: idOf(2), priority: 'P2', createdAt: '2026-11-22T11:00:00.000Z' }),
    aRow({ id: idOf(3), priority: 'P1' }),
    aRow({ id: idOf(4), status: 'cancelled' }),
  ])
  expect(queue).toEqual([3, 2, 1].map(idOf))
})

const aStep = fc.record({
  number: fc.integer({ min: 1, max: 6 }),
  isGone: fc.boolean(),
  status: fc.constantFrom('open' as const, 'in_progress' as const, 'closed' as const),
  priority: fc.constantFrom('P1' as const, 'P3' as const),
  crew: fc.subarray([tim, ann, zoe, idOf(704)]),
  state: fc.constantFrom('assigned' as const, 'working' as const),
  scheduledFor: fc.option(fc.constantFrom('2026-11-22T15:00:00.000Z', '2026-11-22T16:00:00.000Z'), { nil: undefined }),
  technicians: fc.option(
    fc.subarray([...everyone, aTechnician({ id: idOf(704), name: 'New Here' })]).map((all) => [...all]),
    { nil: undefined },
  ),
})

test('after any changes, one by one, the board is what it would be from scratch', () => {
  fc.assert(
    fc.property(fc.array(aStep, { maxLength: 20 }), (steps) => {
      const rows = new Map<string, TicketRow>()
      const index = new BoardIndex()
      let technicians: readonly Technician[] = everyone
      for (const { number, isGone, crew, state, scheduledFor, technicians: others, ...changes } of steps) {
        const id = idOf(number)
        const assignments = crew.map((technicianId) => anAssignment({ technicianId, state }))
        const when = scheduledFor === undefined ? {} : { scheduledFor }
        if (isGone) rows.delete(id)
        else rows.set(id, aRow({ id, number, assigneeIds: crew, assignments, ...when, ...changes }))
        technicians = others ?? technicians
        index.apply([id], technicians, (each) => rows.get(each))
        expect(index.layout).toEqual(layOut([...rows.values()], technicians))
      }
    }),
  )
})

test('a lane that a change does not touch is not worked out again', () => {
  const rows = new Map([1, 2, 3].map((number) => [idOf(number), job(number, 'assigned')]))
  rows.set(idOf(3), aRow({ id: idOf(3), assigneeIds: [zoe], assignments: [anAssignment({ technicianId: zoe })] }))
  const index = new BoardIndex()
  index.apply(rows.keys(), everyone, (id) => rows.get(id))
  const before = index.layout
  rows.set(idOf(1), job(1, 'working'))
  index.apply([idOf(1)], everyone, (id) => rows.get(id))
  expect(index.layout.lanes[0]).not.toBe(before.lanes[0])
  expect(index.layout.lanes[1]).toBe(before.lanes[1])
  expect(index.layout.lanes[2]).toBe(before.lanes[2])
  expect(index.layout.queue).toBe(before.queue)
})
