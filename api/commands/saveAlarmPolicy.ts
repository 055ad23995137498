import { alarmSteps, earlyStep, type AlarmPolicy } from '../contract/alarm.ts'
import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { readAlarmTimes } from '../db/readAlarmTimes.ts'
import { write } from '../db/write.ts'
import { auditSetting } from './auditSetting.ts'
import { requireManager } from './rights.ts'

/**
 * Alarms that go on follow it at once.
 * @throws {Refused} forbidden for all but managers; invalid_input where a step is due before the one above it.
 */
export async function saveAlarmPolicy(db: Database, principal: Principal, policy: AlarmPolicy): Promise<AlarmPolicy> {
  requireManager(principal)
  const early = earlyStep(policy)
  if (early) throw new Refused('invalid_input', `${early}: it is due before the step above it.`, { field: early })
  await write(
    { db, principal },
    () => ({ status: 200 }),
    async (tx) => {
      await tx.query('select 1 from alarm_policy for update')
      const before = await readAlarmTimes(tx)
      await tx.query(
        `update alarm_policy set badge_after = $1, toast_after = $2, tone_after = $3, repeat_after = $4, next_after = $5,
           manager_after = $6, repeat_every = $7`,
        [...alarmSteps.map((step) => policy[step]), policy.repeatEvery],
      )
      await tx.query('update alarms set due_at = $1 where ended_at is null', [tx.at])
      await auditSetting(tx, { details: { setting: 'alarm' }, before, after: policy })
    },
  )
  return policy
}
