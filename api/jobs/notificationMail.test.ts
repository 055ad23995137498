import { expect, test } from 'vitest'
import { type Notification } from '../contract/notification.ts'
import { notificationMail } from './notificationMail.ts'

const id = '01980000-0000-7000-8000-000000000001'
const one = (changed: Partial<Notification> = {}): Notification => ({
  id,
  kind: 'mention',
  severity: 'info',
  ticket: { id, number: 1042, title: 'No heat' },
  subject: { type: 'comment', id },
  by: 'Dana',
  groupKey: 'mention',
  channels: ['centre', 'email'],
  createdAt: '2026-11-22T14:00:00.000Z',
  ...changed,
})

test('what presses most is the subject, the others are counted, each has its link', () => {
  const { subject, text, html } = notificationMail(
    'Luis',
    [one(), one({ kind: 'unreachable', severity: 'error', priority: 'P1', detail: 'Tim' })],
    'https://dispatch.test',
  )
  expect(subject).toBe('[P1] Tim cannot be reached: No heat and 1 more')
  for (const body of [text, html]) {
    expect(body).toContain('Dana mentioned you on #1042: No heat')
    expect(body).toContain('https://dispatch.test/ticket/1042')
  }
})

test('what people wrote is text in HTML and no header in the subject', () => {
  const title = '<img src=x onerror=alert(1)>\r\nBcc: all@test.local'
  const { subject, html } = notificationMail('<b>', [one({ ticket: { id, number: 1, title } })], 'https://a.test')
  expect(html).not.toMatch(/<img|<b>/)
  expect(subject).not.toMatch(/[\r\n]/)
})
