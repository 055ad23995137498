import { expect, test } from 'vitest'
import { anAssignment, someTime } from '../testing/rows.ts'
import { overdueReceipt, receiptLadder } from './receiptLadder.ts'

const shown = (...arguments_: Parameters<typeof receiptLadder>): string[] =>
  receiptLadder(...arguments_).map(
    ({ label, at, isReached }) => `${label} ${isReached ? (at?.slice(14, 19) ?? 'yes') : '-'}`,
  )

test('saved, sent, delivered, seen, accepted or declined, each with its time', () => {
  const at = (second: number): string => `2026-11-22T14:00:0${second}.000Z`
  const seen = anAssignment({ sentAt: at(1), deliveredAt: at(2), seenAt: at(3) })
  expect(shown(seen, true, true)).toEqual(['Saved 00:00', 'Sent 00:01', 'Delivered 00:02', 'Seen 00:03', 'Accepted -'])
  expect(shown({ ...seen, declinedAt: at(4) }, true, true).at(-1)).toBe('Declined 00:04')
  expect(shown(anAssignment(), true, true)).toEqual(['Saved 00:00', 'Sent yes', 'Delivered -', 'Seen -', 'Accepted -'])
  expect(shown(anAssignment(), false, true).slice(0, 2)).toEqual(['Not saved yet -', 'Sent -'])
  expect(shown(anAssignment(), true, false)).toEqual(['Saved 00:00', 'Accepted -'])
})

test('not delivered for a minute, not accepted for five (P1: two), is said', () => {
  const after = (minutes: number): number => Date.parse(someTime) + minutes * 60_000
  expect(overdueReceipt(anAssignment(), 'P3', true, after(0.9))).toBeUndefined()
  expect(overdueReceipt(anAssignment(), 'P3', true, after(1))).toBe('Not delivered for 1 min')
  expect(overdueReceipt(anAssignment(), 'P3', false, after(1))).toBeUndefined()
  const delivered = anAssignment({ deliveredAt: someTime })
  expect(overdueReceipt(delivered, 'P3', true, after(4))).toBeUndefined()
  expect(overdueReceipt(delivered, 'P3', true, after(5))).toBe('Not accepted for 5 min')
  expect(overdueReceipt(delivered, 'P1', true, after(2))).toBe('Not accepted for 2 min')
  expect(overdueReceipt({ ...delivered, state: 'accepted' }, 'P1', true, after(9))).toBeUndefined()
})
