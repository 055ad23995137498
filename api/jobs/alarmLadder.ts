/**
 * Whom an alarm reaches with its next steps and how loud it is then: the one place that says so, and pure. Only the staff
 * is reached, who see every ticket.
 */
import { alarmSteps, type AlarmPolicy, type AlarmStep } from '../contract/alarm.ts'
import { hearsAlarms, type Loudness } from '../contract/notificationPreferences.ts'
import { type Person } from './notificationRules.ts'

/** An alarm that goes on. */
export interface Alarm {
  id: string
  ticketId: string
  beganAt: Date
  /** Whose doing it was: they know of the ticket, and are asked last. */
  beganBy: string | undefined
  /** The last step that was taken. */
  step: AlarmStep | undefined
  /** Users, in the order in which it came to them. */
  reached: readonly string[]
}

function stepsAfter(step: AlarmStep | undefined): readonly AlarmStep[] {
  return alarmSteps.slice(step === undefined ? 0 : alarmSteps.indexOf(step) + 1)
}

function timeOf({ beganAt }: Alarm, policy: AlarmPolicy, step: AlarmStep): number {
  const after = policy[step]
  return after === null ? Infinity : beganAt.getTime() + after * 1_000
}

/** Steps that are due and not taken yet: several at once after the server was away. */
export function dueSteps(alarm: Alarm, policy: AlarmPolicy, now: Date): AlarmStep[] {
  return stepsAfter(alarm.step).filter((step) => timeOf(alarm, policy, step) <= now.getTime())
}

/** When there is something to do again; undefined after the last step. */
export function nextStepAt(alarm: Alarm, policy: AlarmPolicy): Date | undefined {
  const first = Math.min(...stepsAfter(alarm.step).map((step) => timeOf(alarm, policy, step)))
  return first === Infinity ? undefined : new Date(first)
}

const loudnessOf: Partial<Record<AlarmStep, Loudness>> = {
  badge: 'centre',
  toast: 'toast',
  tone: 'sound',
  repeat: 'sound',
}

/** How loud it is once this step was taken: as loud as the loudest before it, and where none of those is wanted a tone. */
export function loudestStep(step: AlarmStep, policy: AlarmPolicy): { step: AlarmStep; loudness: Loudness } {
  const taken = alarmSteps.slice(0, alarmSteps.indexOf(step) + 1)
  const loudest = taken.findLast((each) => loudnessOf[each] !== undefined && (each === step || policy[each] !== null))
  return { step: loudest ?? 'tone', loudness: loudnessOf[loudest ?? 'tone'] ?? 'sound' }
}

export interface Rota {
  /** Dispatchers at a console who are on duty and would hear it, whom to ask first. */
  onDuty: readonly string[]
  dispatchers: readonly string[]
  managers: readonly string[]
}

export interface RotaOptions {
  /** Users with a console that is connected; undefined where that is not known: then everybody counts. */
  connected: ReadonlySet<string> | undefined
  /** When an alarm last came to each, ms: it goes round. */
  lastAlarmed: ReadonlyMap<string, number>
  beganBy: string | undefined
  now: Date
}

export function rotaOf(people: readonly Person[], { connected, lastAlarmed, beganBy, now }: RotaOptions): Rota {
  const idsOf = (role: Person['role']): string[] => onDutyFirst(people.filter((each) => each.role === role))
  const turn = (id: string): number => (id === beganBy ? Infinity : (lastAlarmed.get(id) ?? 0))
  const onDuty = people
    .filter(({ role, userId, preferences }) => {
      const isThere = preferences.offDuty !== true && (connected?.has(userId) ?? true)
      return role === 'dispatcher' && isThere && hearsAlarms(preferences, now)
    })
    .map(({ userId }) => userId)
    .toSorted((a, b) => turn(a) - turn(b) || a.localeCompare(b))
  const managers = idsOf('manager')
  return { onDuty, dispatchers: idsOf('dispatcher'), managers: managers.length > 0 ? managers : idsOf('admin') }
}

/** Those who are on duty; where nobody is, everybody: an alarm lies with somebody. */
function onDutyFirst(people: readonly Person[]): string[] {
  const there = people.filter(({ preferences }) => preferences.offDuty !== true)
  return (there.length > 0 ? there : people).map(({ userId }) => userId)
}

/** Everybody whom the alarm has reached once these steps were taken. */
export function reachedBy(steps: readonly AlarmStep[], before: readonly string[], rota: Rota): string[] {
  const reached = new Set(before)
  for (const step of steps) {
    for (const id of added(step, reached, rota)) reached.add(id)
  }
  return [...reached]
}

function added(
  step: AlarmStep,
  reached: ReadonlySet<string>,
  { onDuty, dispatchers, managers }: Rota,
): readonly string[] {
  if (step === 'manager') return managers
  const next = onDuty.filter((id) => !reached.has(id)).slice(0, 1)
  if (reached.size > 0) return step === 'next' ? next : []
  // Nobody is at a console: whoever comes first finds it, and it goes out by mail.
  if (next.length > 0) return next
  return dispatchers.length > 0 ? dispatchers : managers
}
