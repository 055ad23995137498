import { expect, test } from 'vitest'
import { alarmSteps, earlyStep, type AlarmPolicy } from '../contract/alarm.ts'
import { defaultNotificationPreferences, type NotificationPreferences } from '../contract/notificationPreferences.ts'
import { type Role } from '../contract/user.ts'
import { dueSteps, loudestStep, nextStepAt, reachedBy, rotaOf, type Alarm, type RotaOptions } from './alarmLadder.ts'
import { type Person } from './notificationRules.ts'

const policy: AlarmPolicy = { badge: 15, toast: 30, tone: 45, repeat: 60, next: 120, manager: 300, repeatEvery: 20 }
const beganAt = new Date('2026-11-22T06:00:00Z')
const after = (seconds: number): Date => new Date(beganAt.getTime() + seconds * 1_000)
const alarm: Alarm = { id: 'a', ticketId: 't', beganAt, beganBy: 'dana', step: undefined, reached: [] }

const person = (userId: string, role: Role, preferences: Partial<NotificationPreferences> = {}): Person => ({
  userId,
  since: '2026-01-01T00:00:00.000Z',
  role,
  technicianId: undefined,
  onShift: true,
  involvedIn: new Set(),
  preferences: { ...defaultNotificationPreferences, ...preferences },
})
const people = [
  person('dana', 'dispatcher'),
  person('luis', 'dispatcher'),
  person('ann', 'dispatcher'),
  person('mo', 'manager'),
  person('ada', 'admin'),
  person('tim', 'technician'),
]
const options: RotaOptions = {
  connected: new Set(['dana', 'luis', 'ann', 'tim']),
  lastAlarmed: new Map(),
  beganBy: 'dana',
  now: beganAt,
}

test('a step is due at its time and not before; what was taken is never due again; after the last there is none', () => {
  expect(dueSteps(alarm, policy, after(14.999))).toEqual([])
  expect(dueSteps(alarm, policy, after(15))).toEqual(['badge'])
  expect(dueSteps({ ...alarm, step: 'badge' }, policy, after(15))).toEqual([])
  expect(nextStepAt({ ...alarm, step: 'badge' }, policy)).toEqual(after(30))
  expect(dueSteps({ ...alarm, step: 'badge' }, policy, after(1000)), 'the server was away').toEqual(alarmSteps.slice(1))
  expect(nextStepAt({ ...alarm, step: 'manager' }, policy)).toBeUndefined()
})

test('steps that are left out are passed over', () => {
  const short = { ...policy, badge: null, toast: null, repeat: null, next: null }
  expect(nextStepAt(alarm, short)).toEqual(after(45))
  expect(dueSteps(alarm, short, after(400))).toEqual(['tone', 'manager'])
  const none = { ...short, tone: null, manager: null }
  expect(nextStepAt(alarm, none)).toBeUndefined()
})

test('it is as loud as its loudest step so far, and for whoever comes later too', () => {
  const loudness = alarmSteps.map((step) => loudestStep(step, policy).loudness)
  expect(loudness).toEqual(['centre', 'toast', 'sound', 'sound', 'sound', 'sound'])
  expect(loudestStep('manager', policy).step).toBe('repeat')
  expect(loudestStep('next', { ...policy, repeat: null }).step).toBe('tone')
  const quiet = { ...policy, badge: null, toast: null, tone: null, repeat: null }
  expect(loudestStep('manager', quiet)).toEqual({ step: 'tone', loudness: 'sound' })
})

test('one dispatcher on duty first, the author last; then one more; then the managers', () => {
  const rota = rotaOf(people, options)
  const first = reachedBy(['badge', 'toast'], [], rota)
  expect(first).toEqual(['ann'])
  expect(reachedBy(['tone', 'repeat'], first, rota)).toEqual(['ann'])
  expect(reachedBy(['next'], first, rota)).toEqual(['ann', 'luis'])
  expect(reachedBy(['manager'], first, rota)).toEqual(['ann', 'mo'])
  expect(reachedBy([...alarmSteps], [], rota), 'all at once').toEqual(['ann', 'luis', 'mo'])
  expect(reachedBy(['next'], ['ann', 'luis', 'dana'], rota), 'nobody is left').toEqual(['ann', 'luis', 'dana'])
})

test('it goes round: whose last alarm is longest ago is the next', () => {
  const lastAlarmed = new Map([
    ['ann', 2_000],
    ['luis', 1_000],
  ])
  expect(rotaOf(people, { ...options, lastAlarmed }).onDuty).toEqual(['luis', 'ann', 'dana'])
})

test('who cannot hear it is not asked first: not at a console, or muted without P1 breaking through', () => {
  const mutedUntil = after(3_600).toISOString()
  const quiet = { mutedUntil, breaksThrough: { priorities: [], kinds: [] } }
  const deaf = [person('ann', 'dispatcher', quiet), person('bo', 'dispatcher', { mutedUntil }), ...people.slice(0, 2)]
  expect(rotaOf(deaf, { ...options, connected: new Set(['ann', 'bo', 'dana']) }).onDuty).toEqual(['bo', 'dana'])
})

test('who is off duty is passed over, at a console or not, and though P1 breaks through; a manager too', () => {
  const off = { offDuty: true }
  const some = [person('ann', 'dispatcher', off), person('mia', 'manager', off), ...people].filter(
    ({ userId }, index, all) => all.findIndex((each) => each.userId === userId) === index,
  )
  expect(rotaOf(some, options).onDuty).toEqual(['luis', 'dana'])
  expect(reachedBy(['manager'], ['luis'], rotaOf(some, options))).toEqual(['luis', 'mo'])
  const away = { ...options, connected: new Set(['ann']) }
  expect(reachedBy(['badge'], [], rotaOf(some, away)), 'it lies with those on duty').toEqual(['dana', 'luis'])
  const all = people.map((each) => ({ ...each, preferences: { ...each.preferences, ...off } }))
  expect(reachedBy(['badge'], [], rotaOf(all, options)), 'but never with nobody').toEqual(['dana', 'luis', 'ann'])
})

test('with nobody at a console it lies with all dispatchers; without any with the managers, else the admins', () => {
  const away = { ...options, connected: new Set<string>() }
  expect(reachedBy(['badge'], [], rotaOf(people, away))).toEqual(['dana', 'luis', 'ann'])
  const without = people.filter(({ role }) => role !== 'dispatcher')
  expect(reachedBy(['badge'], [], rotaOf(without, away))).toEqual(['mo'])
  const alone = people.filter(({ role }) => role === 'admin')
  expect(reachedBy(['badge'], [], rotaOf(alone, away))).toEqual(['ada'])
  expect(rotaOf(people, { ...options, connected: undefined }).onDuty, 'not known').toHaveLength(3)
})

test('a step may not be due before the one above it; one that is left out does not count', () => {
  expect(earlyStep(policy)).toBeUndefined()
  expect(earlyStep({ ...policy, tone: 29 })).toBe('tone')
  expect(earlyStep({ ...policy, toast: null, tone: 15 })).toBeUndefined()
})
