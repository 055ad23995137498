import { expect, test } from 'vitest'
import { anAssignment, aRow, aTechnician, idOf } from '../testing/rows.ts'
import { moveCursor } from './boardCursor.ts'
import { layBoard, queueLane } from './boardLayout.ts'

const [tim, ann, zoe] = [idOf(700), idOf(701), idOf(702)]
const technicians = [
  aTechnician({ id: ann, name: 'Ann Lee', duty: 'off_shift' }),
  aTechnician({ id: zoe, name: 'Zoe Hart' }),
  aTechnician({ id: tim, name: 'Tim Ruiz' }),
  aTechnician({ id: idOf(703), name: 'Long Gone', active: false }),
]
const job = (number: number, state: 'assigned' | 'working', scheduledFor?: string) =>
  aRow({
    id: idOf(number),
    number,
    status: 'assigned',
    assigneeIds: [tim],
    assignments: [anAssignment({ technicianId: tim, state })],
    ...(scheduledFor === undefined ? {} : { scheduledFor }),
  })

test('lanes are those on shift first, by name; in one is what they do now, then what is next by its time', () => {
  const rows = [
    job(1, 'assigned'),
    job(2, 'assigned', '2026-11-22T16:00:00.000Z'),
    job(3, 'assigned', '2026-11-22T15:00:00.000Z'),
    job(4, 'working'),
  ]
  const { lanes } = layBoard(rows, technicians)
  expect(lanes.map(({ technicianId }) => technicianId)).toEqual([tim, zoe, ann])
  expect(lanes[0]?.ticketIds).toEqual([4, 3, 2, 1].map(idOf))
})

test('the queue is the most urgent first, of equals the oldest; what ended is nowhere', () => {
  const rows = [
    aRow({ id: idOf(1), priority: 'P2', createdAt: '2026-11-22T12:00:00.000Z' }),
    aRow({ id: idOf(2), priority: 'P2', createdAt: '2026-11-22T11:00:00.000Z' }),
    aRow({ id: idOf(3), priority: 'P1' }),
    aRow({ id: idOf(4), status: 'cancelled' }),
  ]
  expect(layBoard(rows, technicians).queue).toEqual([3, 2, 1].map(idOf))
})

test('arrows go along the queue, over to the lanes, past the empty ones and back', () => {
  const layout = {
    queue: ['1', '2'],
    lanes: [
      { technicianId: tim, ticketIds: ['3', '4'] },
      { technicianId: zoe, ticketIds: [] },
      { technicianId: ann, ticketIds: ['5'] },
    ],
  }
  const go = (...moves: Parameters<typeof moveCursor>[2][]) =>
    moves.reduce<ReturnType<typeof moveCursor>>((at, move) => moveCursor(layout, at, move), undefined)
  expect(go('down')).toEqual({ lane: queueLane, ticketId: '1' })
  expect(go('down', 'down', 'down', 'down')).toEqual({ lane: queueLane, ticketId: '2' })
  expect(go('down', 'right', 'right')).toEqual({ lane: tim, ticketId: '4' })
  expect(go('down', 'right', 'right', 'down')).toEqual({ lane: ann, ticketId: '5' })
  expect(go('down', 'right', 'left')).toEqual({ lane: queueLane, ticketId: '1' })
  expect(go('down', 'right', 'last', 'first')).toEqual({ lane: tim, ticketId: '3' })
})
