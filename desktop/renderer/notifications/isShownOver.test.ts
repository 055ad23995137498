import { expect, test } from 'vitest'
import { type Notification } from '../../../api/contract/notification.ts'
import { idOf } from '../testing/rows.ts'
import { isShownOver } from './isShownOver.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString()
const item = (number: number, isRead = false): Notification => ({
  id: idOf(number),
  kind: 'mention',
  severity: 'info',
  subject: { type: 'comment', id: idOf(number) },
  groupKey: 'mention',
  channels: ['centre', 'push'],
  createdAt: at(number),
  ...(isRead && { readAt: at(number) }),
})
const shown = (number: number) => ({ id: idOf(number), at: at(number) })

test('what is unread stays, what was read is over', () => {
  const items = [item(2), item(1, true)]
  expect(isShownOver(shown(2), items, 1)).toBe(false)
  expect(isShownOver(shown(1), items, 1)).toBe(true)
})

test('what was taken back is over: it is not among the unread, and all of these are known', () => {
  expect(isShownOver(shown(1), [item(2)], 1)).toBe(true)
  expect(isShownOver(shown(1), [item(3, true)], 0)).toBe(true)
})

test('where more are unread than are at hand it may be one of them', () => {
  expect(isShownOver(shown(1), [item(2), item(3)], 60)).toBe(false)
})

test('what is newer than the list may only not have come yet', () => {
  expect(isShownOver(shown(5), [item(2), item(1, true)], 1)).toBe(false)
  expect(isShownOver(shown(5), [], 0)).toBe(false)
})
