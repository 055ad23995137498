import { expect, test } from 'vitest'
import { channelsFor, defaultNotificationPreferences } from '../../../api/contract/notificationPreferences.ts'
import { kindChoice, withKindRule, withoutRule, withSpecialRule } from './preferenceRules.ts'

const now = new Date('2026-11-22T12:00:00Z')

test('a kind shows what was chosen for it, else what the preset says', () => {
  expect(kindChoice(defaultNotificationPreferences, 'claimed').loudness).toBe('centre')
  const changed = withKindRule(defaultNotificationPreferences, 'claimed', { loudness: 'sound' })
  expect(kindChoice(changed, 'claimed').loudness).toBe('sound')
  expect(withKindRule(changed, 'claimed', { email: true }).rules).toEqual([
    { kind: 'claimed', loudness: 'sound', email: true },
  ])
})

test('a rule for a type or a site is asked before the one for the kind, whichever was made first', () => {
  const special = { kind: 'ticket_created', type: 'Plumbing', loudness: 'off' } as const
  const first = withKindRule(withSpecialRule(defaultNotificationPreferences, special), 'ticket_created', {
    loudness: 'sound',
  })
  const occasion = { kind: 'ticket_created', involvement: 'other', type: 'Plumbing' } as const
  expect(channelsFor(first, occasion, now)).toEqual([])
  expect(channelsFor(withoutRule(first, first.rules[0] ?? special), occasion, now)).toContain('sound')
})
