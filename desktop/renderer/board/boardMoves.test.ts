import { expect, test } from 'vitest'
import { anAssignment, aTicket, idOf } from '../testing/rows.ts'
import { queueLane } from './boardLayout.ts'
import { commandsOf, refusalOf, undoOf, type BoardMove } from './boardMoves.ts'

const tim = idOf(700)
const ann = idOf(701)
const nameOf = (id: string): string => (id === tim ? 'Tim Ruiz' : 'Ann Lee')
const toTim: BoardMove = { ticketId: idOf(1), from: queueLane, to: tim }
const withTim = aTicket({ status: 'assigned', assigneeIds: [tim], assignments: [anAssignment()] })

test('to a lane assigns, between lanes releases and then assigns, to the queue releases', () => {
  expect(commandsOf(toTim).map(({ name }) => name)).toEqual(['ticket.assign'])
  expect(commandsOf({ ...toTim, from: ann })).toMatchObject([
    { name: 'ticket.release', input: { technicianId: ann } },
    { name: 'ticket.assign', input: { technicianId: tim } },
  ])
  expect(commandsOf({ ...toTim, from: tim, to: queueLane }).map(({ name }) => name)).toEqual(['ticket.release'])
})

test('what the machine does not allow is not tried, and says why', () => {
  expect(refusalOf(toTim, aTicket(), nameOf)).toBeUndefined()
  expect(refusalOf(toTim, withTim, nameOf)).toBe('Tim Ruiz is on #1001 already.')
  const onHold = { ...withTim, status: 'on_hold' as const, holdReason: 'parts' as const }
  expect(refusalOf({ ...toTim, from: tim, to: ann }, onHold, nameOf)).toBe('#1001 is on hold and cannot be assigned.')
  expect(refusalOf({ ...toTim, from: tim, to: queueLane }, onHold, nameOf)).toBeUndefined()
})

test('an undo goes the other way, until somebody has acted on the move', () => {
  expect(undoOf(toTim, withTim, nameOf)).toEqual({ move: { ticketId: idOf(1), from: tim, to: queueLane } })
  const underWay = { ...withTim, assignments: [anAssignment({ state: 'en_route' })] }
  expect(undoOf(toTim, underWay, nameOf)).toEqual({
    why: 'This cannot be undone any more: Tim Ruiz has #1001 en route already.',
  })
  expect(undoOf(toTim, aTicket(), nameOf)).toMatchObject({ why: expect.stringContaining('is not with Tim Ruiz') })
  const back: BoardMove = { ticketId: idOf(1), from: tim, to: queueLane }
  expect(undoOf(back, aTicket(), nameOf)).toEqual({ move: toTim })
  const withAnn = aTicket({ status: 'assigned', assigneeIds: [ann] })
  expect(undoOf(back, withAnn, nameOf)).toMatchObject({ why: expect.stringContaining('assigned to Ann Lee by now') })
  expect(undoOf(toTim, undefined, nameOf)).toMatchObject({ why: expect.stringContaining('gone') })
})
