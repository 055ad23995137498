import { expect, test } from 'vitest'
import { type Notification } from '../../../api/contract/notification.ts'
import { idOf, someTime } from '../testing/rows.ts'
import { addSummary, addToToasts, lifeOf, loudestOf, mostToasts, withoutSettled } from './toasts.ts'

const one = (number: number, changed: Partial<Notification> = {}): Notification => ({
  id: idOf(number),
  kind: 'ticket_created',
  severity: 'info',
  subject: { type: 'ticket', id: idOf(number) },
  groupKey: 'ticket_created',
  channels: ['centre', 'toast'],
  createdAt: someTime,
  ...changed,
})

test('four of one group in two seconds are one toast that counts them', () => {
  let toasts = addToToasts([], [one(1)], 0)
  toasts = addToToasts(toasts, [one(2), one(3)], 1_000)
  toasts = addToToasts(toasts, [one(4)], 2_000)
  expect(toasts).toHaveLength(1)
  expect(toasts[0]?.items.map(({ id }) => id)).toEqual([4, 3, 2, 1].map(idOf))
})

test('what comes later, or is of another group, is a toast of its own; there are never more than three', () => {
  let toasts = addToToasts([], [one(1)], 0)
  toasts = addToToasts(toasts, [one(2), one(3, { groupKey: 'a' }), one(4, { groupKey: 'b' })], 10_000)
  expect(toasts).toHaveLength(mostToasts)
  expect(toasts.map(({ id }) => id)).toEqual([2, 3, 4].map(idOf))
})

test('an absence is one summary, and what is found later of it is added', () => {
  const toasts = addSummary(addSummary(addToToasts([], [one(1)], 0), 12, 1), 14, 2)
  expect(toasts.map(({ missed }) => missed)).toEqual([0, 26])
})

test('what was settled elsewhere leaves its toast, and the last one takes the toast with it', () => {
  const toasts = addToToasts([], [one(1), one(2), one(3, { groupKey: 'a' })], 0)
  const left = withoutSettled(toasts, (id) => id === idOf(2))
  expect(left.map(({ items }) => items.map(({ id }) => id))).toEqual([[idOf(2)]])
})

test('a group looks like its loudest, and what is wrong stays longer', () => {
  const items = [one(1), one(2, { severity: 'error' }), one(3, { severity: 'warning' })]
  expect(loudestOf(items)?.id).toBe(idOf(2))
  expect(loudestOf([one(1, { priority: 'P1' }), one(2, { severity: 'error', priority: 'P4' })])?.id).toBe(idOf(1))
  const [quiet, loud] = [addToToasts([], [one(1)], 0)[0], addToToasts([], items, 0)[0]]
  expect(quiet && loud && lifeOf(loud) > lifeOf(quiet)).toBe(true)
})

const alarm = (number: number, step: 'toast' | 'tone' = 'toast'): Notification =>
  one(number, { kind: 'alarm', severity: 'error', priority: 'P1', groupKey: `alarm/${number}`, alarm: { step } })

test('an alarm that gets louder is the toast that it was, and stays until it is settled', () => {
  const first = addToToasts([], [alarm(1)], 0)
  const louder = addToToasts(first, [alarm(1, 'tone')], 60_000)
  expect(louder.map(({ items }) => items.map(({ alarm: how }) => how?.step))).toEqual([['tone']])
  expect(louder[0] && lifeOf(louder[0])).toBe(Infinity)
  expect(withoutSettled(louder, () => false)).toEqual([])
})

test('news never pushes an alarm away', () => {
  let toasts = addToToasts([], [alarm(1), alarm(2)], 0)
  for (let number = 3; number < 9; number++) toasts = addToToasts(toasts, [one(number, { groupKey: `g${number}` })], 0)
  expect(toasts.map(({ id }) => id)).toEqual([1, 2, 8].map(idOf))
  expect(addSummary(toasts, 4, 0).map(({ missed }) => missed)).toEqual([0, 0, 4])
})
