import { Type as T, type Static } from 'typebox'

/** From quiet to loud, then from one to many. `repeat`: the tone comes again and again. `next`: one more dispatcher on duty. */
export const alarmSteps = ['badge', 'toast', 'tone', 'repeat', 'next', 'manager'] as const
export type AlarmStep = (typeof alarmSteps)[number]

const Seconds = T.Union([T.Integer({ minimum: 0, maximum: 86_400 }), T.Null()], {
  description: 'after the ticket began to wait; null: this step is left out',
})

/** When a critical ticket that nobody has seen to is told how. It holds at once, for alarms that go on too. */
export const AlarmPolicy = T.Object(
  {
    badge: Seconds,
    toast: Seconds,
    tone: Seconds,
    repeat: Seconds,
    next: Seconds,
    manager: Seconds,
    repeatEvery: T.Integer({ minimum: 5, maximum: 600, description: 'seconds between two tones' }),
  },
  { additionalProperties: false },
)
export type AlarmPolicy = Static<typeof AlarmPolicy>

/** The step that is due before the one above it in the ladder, if there is one: steps are taken in their order. */
export function earlyStep(policy: AlarmPolicy): AlarmStep | undefined {
  let latest = 0
  return alarmSteps.find((step) => {
    const after = policy[step]
    if (after === null) return false
    if (after < latest) return true
    latest = after
    return false
  })
}

/** A ticket, or as much of one as a change tells. */
interface Waiting {
  priority?: unknown
  status?: unknown
  acknowledgedAt?: unknown
}

/**
 * Critical, and nobody's: no technician is on it and nobody has acknowledged it. Triage alone changes nothing; on hold it
 * waits for something else. Whether a technician accepts in time is the receipts' concern.
 */
export function isAlarming({ priority, status, acknowledgedAt }: Waiting): boolean {
  const isNoted = acknowledgedAt !== undefined && acknowledgedAt !== null
  return priority === 'P1' && (status === 'new' || status === 'open') && !isNoted
}
