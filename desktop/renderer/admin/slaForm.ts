import { type SlaClockName, type SlaPolicy } from '../../../api/contract/sla.ts'
import { priorities, type Priority } from '../../../api/contract/ticket.ts'

/** Hours as they are typed; nothing typed promises nothing. */
export type SlaForm = Record<Priority, Record<SlaClockName, string>>

export function slaForm(policy: SlaPolicy): SlaForm {
  const hours = (minutes: number | null): string => (minutes === null ? '' : String(minutes / 60))
  const entries = priorities.map((priority) => {
    const { responseMinutes, resolutionMinutes } = policy[priority]
    return [priority, { response: hours(responseMinutes), resolution: hours(resolutionMinutes) }] as const
  })
  return Object.fromEntries(entries) as SlaForm
}

/** What is wrong with a line, in words; undefined where nothing is. */
export function slaProblem({ response, resolution }: SlaForm[Priority]): string | undefined {
  const [first, second] = [minutesIn(response), minutesIn(resolution)]
  if (first === undefined || second === undefined) return 'Hours from a minute (0.02) to a year (8760), or nothing.'
  if (first !== null && second !== null && first > second) return 'Somebody is to be there before it is done.'
  return undefined
}

/** Undefined where a line is wrong. */
export function slaPolicyIn(form: SlaForm): SlaPolicy | undefined {
  if (priorities.some((priority) => slaProblem(form[priority]) !== undefined)) return undefined
  const entries = priorities.map((priority) => {
    const { response, resolution } = form[priority]
    return [
      priority,
      { responseMinutes: minutesIn(response) ?? null, resolutionMinutes: minutesIn(resolution) ?? null },
    ] as const
  })
  return Object.fromEntries(entries) as SlaPolicy
}

const longest = 525_600

/** Null for nothing typed, undefined for what is no such time. */
function minutesIn(hours: string): number | null | undefined {
  const text = hours.trim().replace(',', '.')
  if (text === '') return null
  const minutes = Math.round(Number(text) * 60)
  return minutes >= 1 && minutes <= longest ? minutes : undefined
}
