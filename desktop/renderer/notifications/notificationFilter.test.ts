import { expect, test } from 'vitest'
import { type Notification } from '../../../api/contract/notification.ts'
import { fitsFilter, hasWords, isFiltered } from './notificationFilter.ts'

const site = { id: 'site', name: '9 Pump Street' }
const said: Notification = {
  id: 'one',
  kind: 'comment',
  severity: 'info',
  subject: { type: 'comment', id: 'said' },
  groupKey: 'ticket',
  createdAt: '2026-11-26T10:00:00.000Z',
  by: 'Dana Okafor',
  priority: 'P2',
  ticket: { id: 'ticket', number: 1042, title: 'No heat' },
  site,
  detail: 'Key at the desk',
  channels: [],
}

test('each value that is given has to fit', () => {
  expect(isFiltered({ kind: undefined })).toBe(false)
  expect(fitsFilter(said, { kind: 'comment', priority: 'P2', siteId: 'site' })).toBe(true)
  expect(fitsFilter(said, { kind: 'comment', priority: 'P1' })).toBe(false)
  expect(fitsFilter(said, { siteId: 'elsewhere' })).toBe(false)
})

test('every word is somewhere in who did what, to which ticket, where, and what was said', () => {
  for (const words of ['', '  ', 'dana', '1042 heat', 'pump KEY', 'desk '])
    expect(hasWords(said, words), words).toBe(true)
  for (const words of ['lena', 'heat boiler']) expect(hasWords(said, words), words).toBe(false)
})
