import { alarmSteps, earlyStep, type AlarmPolicy, type AlarmStep } from '../../../api/contract/alarm.ts'

/** Seconds as they are typed; nothing typed leaves a step out. */
export type AlarmForm = Record<AlarmStep | 'repeatEvery', string>

export const stepWords: Record<AlarmStep, { label: string; what: string }> = {
  badge: { label: 'Badge', what: 'the bell turns red, at one dispatcher on duty' },
  toast: { label: 'Toast', what: 'shown there, until somebody acknowledges it' },
  tone: { label: 'Tone', what: 'heard there once' },
  repeat: { label: 'Repeating tone', what: 'heard there again and again' },
  next: { label: 'Next dispatcher', what: 'one more on duty is told, as loud' },
  manager: { label: 'Managers', what: 'all of them are told, as loud' },
}

export function alarmForm(policy: AlarmPolicy): AlarmForm {
  const entries = alarmSteps.map((step) => [step, policy[step] === null ? '' : String(policy[step])] as const)
  return { ...(Object.fromEntries(entries) as Record<AlarmStep, string>), repeatEvery: String(policy.repeatEvery) }
}

const longest = 86_400

/** What is wrong with a line, in words; undefined where nothing is. */
export function alarmProblem(form: AlarmForm, line: keyof AlarmForm): string | undefined {
  if (line === 'repeatEvery') {
    const every = wholeIn(form.repeatEvery)
    return every !== undefined && every >= 5 && every <= 600 ? undefined : 'Whole seconds, from 5 to 600.'
  }
  if (secondsIn(form[line]) === undefined) return `Whole seconds, from 0 to ${longest} (a day), or nothing.`
  const policy = stepsIn(form)
  return policy && earlyStep({ ...policy, repeatEvery: 5 }) === line ? 'It is due before the step above it.' : undefined
}

/** Undefined where a line is wrong. */
export function alarmPolicyIn(form: AlarmForm): AlarmPolicy | undefined {
  const lines = [...alarmSteps, 'repeatEvery'] as const
  const steps = stepsIn(form)
  if (!steps || lines.some((line) => alarmProblem(form, line) !== undefined)) return undefined
  return { ...steps, repeatEvery: Number(form.repeatEvery.trim()) }
}

function stepsIn(form: AlarmForm): Record<AlarmStep, number | null> | undefined {
  const entries = alarmSteps.map((step) => [step, secondsIn(form[step])] as const)
  if (entries.some(([, seconds]) => seconds === undefined)) return undefined
  return Object.fromEntries(entries) as Record<AlarmStep, number | null>
}

/** Null for nothing typed, undefined for what is no such time. */
function secondsIn(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const seconds = wholeIn(text)
  return seconds !== undefined && seconds <= longest ? seconds : undefined
}

function wholeIn(text: string): number | undefined {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : undefined
}
