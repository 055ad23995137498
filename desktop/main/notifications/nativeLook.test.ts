import { expect, test } from 'vitest'
import { type Notification } from '../../../api/contract/notification.ts'
import { nativeIdIn, nativeIdOf, nativeLook, pathOfNativeId } from './nativeLook.ts'

const ticket = { id: '0198', number: 1042, title: 'Lift stuck' }
const comment: Notification = {
  id: 'n1',
  kind: 'comment',
  severity: 'info',
  ticket,
  site: { id: 's1', name: 'Hotel Astoria' },
  subject: { type: 'comment', id: 'c1' },
  by: 'Tim Ruiz',
  detail: 'I need the key',
  groupKey: 'comment',
  channels: ['centre', 'toast'],
  createdAt: '2026-11-22T06:30:00.000Z',
}

test('it says who did what, what was said, and where; a comment can be answered', () => {
  expect(nativeLook([comment])).toEqual({
    title: 'Tim Ruiz commented on #1042',
    body: 'I need the key\nLift stuck, Hotel Astoria',
    deeds: ['acknowledge'],
    canReply: true,
    isUrgent: false,
    path: '/ticket/1042',
  })
})

test('several of one ticket are the newest one and how many more', () => {
  const { title, body } = nativeLook([{ ...comment, kind: 'status', detail: 'on_hold' }, comment, comment])
  expect([title, body]).toEqual(['Tim Ruiz changed #1042', 'On hold\nLift stuck, Hotel Astoria\nand 2 more on it'])
})

test('only an assignment of one`s own can be accepted, and only what presses is urgent', () => {
  const assigned = { ...comment, kind: 'assigned' as const }
  expect(nativeLook([assigned]).deeds).toEqual(['accept', 'acknowledge'])
  expect(nativeLook([assigned]).canReply).toBe(false)
  expect(nativeLook([{ ...comment, priority: 'P1' }]).isUrgent).toBe(true)
  expect(nativeLook([{ ...comment, severity: 'error' }]).isUrgent).toBe(true)
})

test('an alarm can be acknowledged right there, is urgent, and takes the place of its ticket', () => {
  const { detail: _detail, by: _by, ...rest } = comment
  const waits = { ...rest, kind: 'alarm', severity: 'error' } as const
  const look = nativeLook([{ ...waits, alarm: { step: 'tone' } }])
  expect(look).toMatchObject({
    title: 'Critical ticket waits: #1042',
    body: 'Lift stuck, Hotel Astoria',
    isUrgent: true,
  })
  expect([look.deeds, nativeIdOf(waits)]).toEqual([['acknowledge'], 'ticket-1042'])
})

test('what has no ticket any more leads to the centre', () => {
  expect(nativeLook([{ ...comment, kind: 'deleted' }]).path).toBe('/notifications')
  const { ticket: _, ...site } = { ...comment, kind: 'site_added' as const }
  expect([nativeLook([site]).path, nativeIdOf(site)]).toEqual(['/notifications', 'comment'])
})

test('a notification of a former run is known by its id alone, whatever the system puts around it', () => {
  expect(nativeIdOf(comment)).toBe('ticket-1042')
  expect(pathOfNativeId('type=click&tag=ticket-1042&x=1')).toBe('/ticket/1042')
  expect(pathOfNativeId('ticket-99999999999999')).toBe('/notifications')
  expect(pathOfNativeId('')).toBe('/notifications')
  expect([nativeIdIn('type=click&tag=ticket-1042&x=1'), nativeIdIn('comment')]).toEqual(['ticket-1042', 'comment'])
})

test('a long text is cut', () => {
  expect(nativeLook([{ ...comment, detail: 'x'.repeat(900) }]).body.length).toBeLessThan(300)
})
