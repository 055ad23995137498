import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PresenceBoard } from './PresenceBoard.ts'

const ticketId = '01980000-0000-7000-8000-000000000001'
const principal = { userId: '01980000-0000-7000-8000-000000000009', name: 'Dana', role: 'dispatcher' } as const

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a console that has fallen silent is gone within 30 s, and one that renews stays', () => {
  const sent: string[] = []
  const board = new PresenceBoard({
    now: () => new Date(),
    maySee: () => true,
    publisher: { publish: async ({ payload }) => void sent.push(payload) },
  })
  const report = (): void => board.report(principal, { clientId: 'one', tickets: [{ id: ticketId, mode: 'viewing' }] })
  report()
  vi.advanceTimersByTime(15_000)
  report()
  vi.advanceTimersByTime(28_000)
  expect(sent).toHaveLength(1)
  vi.advanceTimersByTime(2_000)
  expect(sent.at(-1)).toBe('')
  expect(vi.getTimerCount()).toBe(0)
  board.stop()
})
