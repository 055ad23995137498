import { type AlarmPolicy } from '../contract/alarm.ts'
import { type Queryable } from './Database.ts'

/** When each step of the alarm ladder is taken, as it holds at this moment. */
export async function readAlarmTimes(db: Queryable): Promise<AlarmPolicy> {
  const [policy] = await db.query<AlarmPolicy>(
    `select badge_after as badge, toast_after as toast, tone_after as tone, repeat_after as repeat, next_after as next,
       manager_after as manager, repeat_every as "repeatEvery" from alarm_policy`,
  )
  if (!policy) throw new Error('the alarm policy has no row')
  return policy
}
