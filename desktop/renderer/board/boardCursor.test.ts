import { expect, test } from 'vitest'
import { idOf } from '../testing/rows.ts'
import { moveCursor } from './boardCursor.ts'
import { queueLane } from './boardLayout.ts'

const [tim, ann, zoe] = [idOf(700), idOf(701), idOf(702)]

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
