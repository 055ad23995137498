import { expect, test } from 'vitest'
import { kindNames } from './notification.ts'
import {
  channelsFor,
  defaultNotificationPreferences,
  usualLoudness,
  type NotificationPreferences,
  type Occasion,
} from './notificationPreferences.ts'

const noon = new Date('2026-11-22T12:00:00Z')
const occasion = (changed: Partial<Occasion> = {}): Occasion => ({
  kind: 'ticket_created',
  involvement: 'other',
  priority: 'P3',
  type: 'Heating',
  siteId: 'a',
  ...changed,
})
const preferring = (changed: Partial<NotificationPreferences>): NotificationPreferences => ({
  ...defaultNotificationPreferences,
  ...changed,
})

test('the first rule that fits decides, the preset where none does', () => {
  const preferences = preferring({
    rules: [
      { kind: 'ticket_created', siteId: 'b', loudness: 'sound' },
      { kind: 'ticket_created', loudness: 'off' },
    ],
  })
  expect(channelsFor(preferences, occasion(), noon)).toEqual([])
  expect(channelsFor(preferences, occasion({ siteId: 'b' }), noon)).toEqual(['centre', 'toast', 'sound'])
  expect(channelsFor(preferences, occasion({ kind: 'claimed' }), noon)).toEqual(['centre'])
})

test('a new P1 sounds, and asks for e-mail and push, where the preset is the usual one', () => {
  const expected = ['centre', 'toast', 'sound', 'email', 'push']
  expect(channelsFor(preferring({}), occasion({ priority: 'P1' }), noon)).toEqual(expected)
})

test('no preset hides what presses, and "centre" never makes a sound', () => {
  for (const kind of kindNames) {
    expect(usualLoudness('centre', occasion({ kind }))).toBe('centre')
    expect(['toast', 'sound']).toContain(usualLoudness('everything', occasion({ kind })))
  }
  expect(usualLoudness('critical', occasion({ kind: 'mention' }))).toBe('sound')
  expect(usualLoudness('critical', occasion({ kind: 'claimed', involvement: 'mine' }))).toBe('centre')
})

test('off shift it is quiet where a technician has asked for it, but for what breaks through', () => {
  const preferences = preferring({ quietOffShift: true })
  const reached = (changed: Partial<Occasion>) => channelsFor(preferences, occasion(changed), noon)
  expect(reached({ isOffShift: true })).toEqual(['centre'])
  expect(reached({ isOffShift: false })).toEqual(['centre', 'toast'])
  expect(reached({ isOffShift: true, kind: 'mention' })).toContain('sound')
  expect(channelsFor(preferring({}), occasion({ isOffShift: true }), noon)).toEqual(['centre', 'toast'])
})

test('off duty it is quiet until one is on duty again, but for what breaks through', () => {
  const reached = (kind: Occasion['kind']) => channelsFor(preferring({ offDuty: true }), occasion({ kind }), noon)
  expect(reached('ticket_created')).toEqual(['centre'])
  expect(reached('mention')).toContain('sound')
})

test.each([
  ['22:00', '06:00', 'Europe/Berlin', '2026-11-22T21:30:00Z', true],
  ['22:00', '06:00', 'Europe/Berlin', '2026-11-22T20:30:00Z', false],
  ['22:00', '06:00', 'America/New_York', '2026-11-22T04:30:00Z', true],
  ['09:00', '17:00', 'UTC', '2026-11-22T17:00:00Z', false],
  ['09:00', '17:00', 'UTC', '2026-11-22T09:00:00Z', true],
])('quiet from %s to %s in %s at %s: %s', (from, to, zone, at, isQuiet) => {
  const preferences = preferring({ quietHours: { from, to, zone } })
  expect(channelsFor(preferences, occasion(), new Date(at))).toEqual(isQuiet ? ['centre'] : ['centre', 'toast'])
})

test('muted or in quiet hours only what breaks through is heard', () => {
  const preferences = preferring({
    mutedUntil: '2026-11-22T13:00:00.000Z',
    breaksThrough: { priorities: ['P1'], kinds: ['mention'] },
  })
  expect(channelsFor(preferences, occasion({ kind: 'declined' }), noon)).toEqual(['centre'])
  expect(channelsFor(preferences, occasion({ kind: 'mention' }), noon)).toContain('sound')
  expect(channelsFor(preferences, occasion({ priority: 'P1' }), noon)).toContain('sound')
  expect(channelsFor(preferences, occasion({ kind: 'declined' }), new Date('2026-11-22T13:00:01Z'))).toContain('toast')
})

test.each([
  ['mention', 'other', true],
  ['assigned', 'mine', true],
  ['released', 'mine', true],
  ['not_accepted', 'other', true],
  ['sla_breached', 'other', true],
  ['unreachable', 'other', true],
  ['comment', 'mine', false],
  ['ticket_created', 'other', false],
  ['claimed', 'mine', false],
] as const)('%s (%s) is pushed as a rule: %s', (kind, involvement, isPushed) => {
  expect(channelsFor(preferring({}), occasion({ kind, involvement }), noon).includes('push')).toBe(isPushed)
})

test('where nothing pops up nothing is pushed, unless a rule says so; quiet hours and muting hold for pushes too', () => {
  const mention = occasion({ kind: 'mention' })
  const pushed = (changed: Partial<NotificationPreferences>, about = mention): boolean =>
    channelsFor(preferring(changed), about, noon).includes('push')
  expect(pushed({ preset: 'centre' })).toBe(false)
  expect(pushed({ rules: [{ kind: 'mention', loudness: 'centre' }] })).toBe(false)
  expect(pushed({ rules: [{ kind: 'mention', loudness: 'centre', push: true }] })).toBe(true)
  expect(pushed({ rules: [{ kind: 'mention', loudness: 'sound', push: false }] })).toBe(false)
  expect(pushed({ rules: [{ siteId: 'a', loudness: 'toast', push: true }] }, occasion({ kind: 'comment' }))).toBe(true)
  const muted = { mutedUntil: '2026-11-22T13:00:00.000Z', breaksThrough: { priorities: [], kinds: [] } }
  expect(pushed(muted)).toBe(false)
  expect(pushed({ ...muted, breaksThrough: { priorities: [], kinds: ['mention'] } })).toBe(true)
})
