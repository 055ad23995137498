import { expect, test } from 'vitest'
import { type Assignment } from '../../api/contract/assignment.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { Passing } from './Passing.ts'
import { Receipts } from './Receipts.ts'
import { answer } from './testing/answers.ts'
import { FakeClock } from './testing/FakeClock.ts'
import { testId } from './testing/ids.ts'
import { collectingLog } from './testing/logs.ts'

const mine = testId(900)

function world(technicianId: string | undefined = mine) {
  const clock = new FakeClock()
  const bodies: string[] = []
  let problem: Error | undefined
  const tickets = new Map<string, Ticket>()
  const receipts = new Receipts({
    api: async ({ path, body }) => {
      if (problem) throw problem
      bodies.push(`${path} ${String(body)}`)
      return answer(200, { changed: 1 })
    },
    clock,
    log: collectingLog(),
    now: clock.now,
    technicianId: () => technicianId,
    ticket: (id) => tickets.get(id),
    tickets: () => tickets.values(),
  })
  const assign = (number: number, assignment: Partial<Assignment> = {}): void => {
    const id = testId(number)
    const own = { id: testId(number + 100), ticketId: id, technicianId: mine, state: 'assigned', ...assignment }
    // Of a ticket nothing else is read.
    tickets.set(id, { id, assignments: [own] } as Ticket)
    receipts.onRows([{ type: 'ticket', id }])
  }
  const told = (): string[] =>
    bodies.splice(0).flatMap((text) => {
      const { receipts: items } = JSON.parse(text.replace('/receipts ', '')) as {
        receipts: { assignmentId: string; step: string; at: string }[]
      }
      return items.map(({ assignmentId, step, at }) => `${assignmentId.slice(-3)} ${step} ${at.slice(14, 23)}`)
    })
  const fail = (error: Error | undefined): void => void (problem = error)
  return { clock, receipts, assign, told, fail, bodies }
}

test('S90 what comes together is told together and once, and so is what was seen', async () => {
  const { clock, receipts, assign, told, bodies } = world()
  assign(1)
  assign(2)
  assign(3, { deliveredAt: '2026-11-22T11:00:00.000Z' })
  assign(4, { technicianId: testId(901) })
  assign(5, { state: 'done' })
  await clock.advance(100)
  expect(bodies).toHaveLength(1)
  expect(told()).toHaveLength(2)
  assign(1)
  receipts.onReached()
  receipts.saw([testId(101)])
  receipts.saw([testId(101)])
  await clock.advance(1_000)
  expect(told()).toEqual([`${testId(101).slice(-3)} seen 00:00.100`])
  expect(clock.running).toBe(0)
})

test('S91 what could not be said is said with its own time once the server is reached; what is refused is let go', async () => {
  const { clock, receipts, assign, told, fail } = world()
  fail(new Passing('No connection.'))
  assign(1)
  await clock.advance(5_000)
  fail(undefined)
  expect(clock.running, 'no retry of its own').toBe(0)
  receipts.onReached()
  await clock.advance(100)
  expect(told()).toEqual([`${testId(101).slice(-3)} delivered 00:00.000`])
  fail(new Refused('forbidden', 'No.'))
  assign(2)
  await clock.advance(100)
  fail(undefined)
  receipts.onReached()
  await clock.advance(100)
  expect(told()).toEqual([])
})

test('S90 nobody but a technician says anything', async () => {
  const { clock, receipts, assign, told } = world('')
  assign(1)
  receipts.onReached()
  await clock.advance(100)
  expect(told()).toEqual([])
})
