import { Type as T, type Static } from 'typebox'
import { Id, Timestamp } from './ids.ts'
import {
  kindNames,
  notificationKinds,
  type Channel,
  type NotificationKind,
  type NotificationMessage,
} from './notification.ts'
import { priorities, type Priority } from './ticket.ts'
import { isStaff, type Role } from './user.ts'
import { minuteOfDay } from './zoneTime.ts'

/** Each includes those before it: what sounds is shown as a toast and lies in the centre. */
export const loudnesses = ['off', 'centre', 'toast', 'sound'] as const
export type Loudness = (typeof loudnesses)[number]

export const presets = ['everything', 'balanced', 'critical', 'centre'] as const
export type Preset = (typeof presets)[number]

/** The first rule that fits decides; an absent field fits everything. */
export const NotificationRule = T.Object(
  {
    kind: T.Optional(T.Enum(kindNames)),
    priority: T.Optional(T.Enum([...priorities])),
    type: T.Optional(T.String({ minLength: 1, maxLength: 64 })),
    siteId: T.Optional(Id),
    loudness: T.Enum([...loudnesses]),
    email: T.Optional(T.Boolean()),
    push: T.Optional(T.Boolean()),
  },
  { additionalProperties: false },
)
export type NotificationRule = Static<typeof NotificationRule>

const ClockTime = T.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM, in `zone`' })

export const NotificationPreferences = T.Object(
  {
    preset: T.Enum([...presets]),
    rules: T.Array(NotificationRule, { maxItems: 100 }),
    quietHours: T.Optional(
      T.Object(
        { from: ClockTime, to: ClockTime, zone: T.String({ minLength: 1, maxLength: 64 }) },
        { additionalProperties: false },
      ),
    ),
    quietOffShift: T.Optional(T.Boolean({ description: 'of a technician: as in quiet hours while off shift' })),
    /** Dispatchers' shifts change, so it is a switch and no schedule; alarms pass over who is off duty (alarmLadder.ts). */
    offDuty: T.Optional(
      T.Boolean({ description: 'of the staff: as in quiet hours until they say that they are on duty again' }),
    ),
    /** Nothing but the centre until then, but for what breaks through. */
    mutedUntil: T.Optional(Timestamp),
    breaksThrough: T.Object(
      { priorities: T.Array(T.Enum([...priorities])), kinds: T.Array(T.Enum(kindNames)) },
      { additionalProperties: false, description: 'heard in quiet hours, off shift, off duty and while muted' },
    ),
    volume: T.Number({ minimum: 0, maximum: 1 }),
  },
  { additionalProperties: false },
)
export type NotificationPreferences = Static<typeof NotificationPreferences>

export const defaultNotificationPreferences: NotificationPreferences = {
  preset: 'balanced',
  rules: [],
  breaksThrough: { priorities: ['P1'], kinds: ['mention'] },
  volume: 0.6,
}

/** What of them every device of that person is told at once: being on duty is the staff's to say. */
export function quietOf(
  { mutedUntil, offDuty = false }: NotificationPreferences,
  role: Role,
): NonNullable<NotificationMessage['quiet']> {
  return { ...(mutedUntil !== undefined && { mutedUntil }), ...(isStaff(role) && { offDuty }) }
}

/** `mine`: one works on the ticket, or has done something with it. */
export type Involvement = 'mine' | 'other'

const usual: Record<NotificationKind, Record<Involvement, Loudness>> = {
  ticket_created: { mine: 'toast', other: 'toast' },
  comment: { mine: 'toast', other: 'centre' },
  mention: { mine: 'sound', other: 'sound' },
  time_entry: { mine: 'centre', other: 'off' },
  assigned: { mine: 'sound', other: 'sound' },
  claimed: { mine: 'toast', other: 'centre' },
  completed: { mine: 'toast', other: 'centre' },
  site_added: { mine: 'centre', other: 'centre' },
  parts_delivered: { mine: 'toast', other: 'centre' },
  released: { mine: 'sound', other: 'sound' },
  declined: { mine: 'sound', other: 'toast' },
  status: { mine: 'toast', other: 'centre' },
  deleted: { mine: 'toast', other: 'centre' },
  not_delivered: { mine: 'sound', other: 'toast' },
  not_accepted: { mine: 'sound', other: 'toast' },
  running_over: { mine: 'toast', other: 'centre' },
  sla_warning: { mine: 'toast', other: 'toast' },
  sla_breached: { mine: 'sound', other: 'toast' },
  delivery_exception: { mine: 'sound', other: 'toast' },
  unreachable: { mine: 'sound', other: 'toast' },
  // Its loudness is the ladder's: alarmChannels.
  alarm: { mine: 'sound', other: 'sound' },
}

/** Never missed, whatever the preset: they ask for one person, or something is going wrong. */
function isPressing({ kind, priority }: Occasion): boolean {
  return (
    notificationKinds[kind] === 'error' ||
    kind === 'mention' ||
    kind === 'assigned' ||
    (kind === 'ticket_created' && priority === 'P1')
  )
}

/** Pushed to the devices that asked for it, where it also pops up: what presses, and what takes an assignment back. */
export function isPushedAsARule(occasion: Occasion, loudness: Loudness): boolean {
  if (loudness !== 'toast' && loudness !== 'sound') return false
  return isPressing(occasion) || occasion.kind === 'released' || occasion.kind === 'not_accepted'
}

/** What a notification is, as far as preferences ask. */
export interface Occasion {
  kind: NotificationKind
  involvement: Involvement
  priority?: Priority | undefined
  type?: string | undefined
  siteId?: string | undefined
  /** The person is a technician whose shift is over. */
  isOffShift?: boolean
}

/** How loud it is by the preset alone. */
export function usualLoudness(preset: Preset, occasion: Occasion): Loudness {
  const balanced = usual[occasion.kind][occasion.involvement]
  const loud = occasion.kind === 'ticket_created' && occasion.priority === 'P1' ? 'sound' : balanced
  if (preset === 'balanced') return loud
  if (preset === 'everything') return louder(loud, 'toast')
  if (preset === 'critical') return isPressing(occasion) ? 'sound' : quieter(loud, 'centre')
  return quieter(louder(loud, 'centre'), 'centre')
}

function louder(a: Loudness, b: Loudness): Loudness {
  return loudnesses.indexOf(a) >= loudnesses.indexOf(b) ? a : b
}

function quieter(a: Loudness, b: Loudness): Loudness {
  return loudnesses.indexOf(a) <= loudnesses.indexOf(b) ? a : b
}

function fits(rule: NotificationRule, { kind, priority, type, siteId }: Occasion): boolean {
  return (
    (rule.kind === undefined || rule.kind === kind) &&
    (rule.priority === undefined || rule.priority === priority) &&
    (rule.type === undefined || rule.type === type) &&
    (rule.siteId === undefined || rule.siteId === siteId)
  )
}

function isQuiet(preferences: NotificationPreferences, now: Date, isOffShift = false): boolean {
  const { quietHours, mutedUntil, quietOffShift = false, offDuty = false } = preferences
  if (offDuty) return true
  if (mutedUntil !== undefined && Date.parse(mutedUntil) > now.getTime()) return true
  if (isOffShift && quietOffShift) return true
  if (!quietHours) return false
  const minute = minuteOfDay(now, quietHours.zone)
  const from = minutesOf(quietHours.from)
  const to = minutesOf(quietHours.to)
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

/** The channels that somebody's preferences give a notification at a moment; none where they do not want it at all. */
export function channelsFor(preferences: NotificationPreferences, occasion: Occasion, now: Date): Channel[] {
  const rule = preferences.rules.find((each) => fits(each, occasion))
  const loudness = rule?.loudness ?? usualLoudness(preferences.preset, occasion)
  if (loudness === 'off') return []
  if (isQuiet(preferences, now, occasion.isOffShift) && !breaksThrough(preferences, occasion)) return ['centre']
  const reached = loudnesses.slice(1, loudnesses.indexOf(loudness) + 1) as Channel[]
  if (rule?.email ?? isPressing(occasion)) reached.push('email')
  if (rule?.push ?? isPushedAsARule(occasion, loudness)) reached.push('push')
  return reached
}

function breaksThrough({ breaksThrough: list }: NotificationPreferences, { kind, priority }: Occasion): boolean {
  return list.kinds.includes(kind) || (priority !== undefined && list.priorities.includes(priority))
}

/** Whether an alarm would be heard: in quiet hours, off duty and while muted it lies in the centre, but where it breaks through. */
export function hearsAlarms(preferences: NotificationPreferences, now: Date): boolean {
  return (
    !isQuiet(preferences, now) || breaksThrough(preferences, { kind: 'alarm', involvement: 'other', priority: 'P1' })
  )
}

/** An alarm is as loud as its ladder says, whatever the preset and the rules: they choose among news, and of an alarm only its mail and pushes. */
export function alarmChannels(
  preferences: NotificationPreferences,
  occasion: Occasion,
  loudness: Loudness,
  now: Date,
): Channel[] {
  const heard = hearsAlarms(preferences, now) ? loudness : 'centre'
  const reached = loudnesses.slice(1, loudnesses.indexOf(heard) + 1) as Channel[]
  const rule = preferences.rules.find((each) => fits(each, occasion))
  if (rule?.email ?? true) reached.push('email')
  // From the toast on: a badge is nothing that a pocket could show.
  if (heard !== 'centre' && (rule?.push ?? true)) reached.push('push')
  return reached
}
