import { type NotificationKind } from '../../../api/contract/notification.ts'
import {
  usualLoudness,
  type Loudness,
  type NotificationPreferences,
  type NotificationRule,
} from '../../../api/contract/notificationPreferences.ts'

/** A rule for a kind as such; the others narrow by priority, type or site and come before them. */
export function isKindRule({ kind, priority, type, siteId }: NotificationRule): boolean {
  return kind !== undefined && priority === undefined && type === undefined && siteId === undefined
}

/** What the table shows of a kind: what was chosen, else what the preset says of somebody else's ticket. */
export function kindChoice(preferences: NotificationPreferences, kind: NotificationKind): NotificationRule {
  const own = preferences.rules.find((rule) => isKindRule(rule) && rule.kind === kind)
  return own ?? { kind, loudness: usualLoudness(preferences.preset, { kind, involvement: 'other' }) }
}

/** Special rules first, since the first that fits decides. */
function ordered(rules: readonly NotificationRule[]): NotificationRule[] {
  return [...rules.filter((rule) => !isKindRule(rule)), ...rules.filter(isKindRule)]
}

export function withKindRule(
  preferences: NotificationPreferences,
  kind: NotificationKind,
  changed: Partial<Pick<NotificationRule, 'loudness' | 'email' | 'push'>>,
): NotificationPreferences {
  const rules = preferences.rules.filter((rule) => !(isKindRule(rule) && rule.kind === kind))
  return { ...preferences, rules: ordered([...rules, { ...kindChoice(preferences, kind), ...changed }]) }
}

export function withSpecialRule(preferences: NotificationPreferences, rule: NotificationRule): NotificationPreferences {
  return { ...preferences, rules: ordered([rule, ...preferences.rules]) }
}

export function withoutRule(preferences: NotificationPreferences, rule: NotificationRule): NotificationPreferences {
  return { ...preferences, rules: preferences.rules.filter((each) => each !== rule) }
}

export const loudnessWords: Record<Loudness, string> = {
  off: 'Not at all',
  centre: 'Centre only',
  toast: 'Toast',
  sound: 'Toast and sound',
}

export const presetWords = {
  everything: { label: 'Everything', what: 'a toast for each' },
  balanced: { label: 'Balanced', what: 'toasts for what is yours or new' },
  critical: { label: 'Critical only', what: 'P1, mentions and what goes wrong; with sound' },
  centre: { label: 'Centre only', what: 'nothing pops up' },
} as const
