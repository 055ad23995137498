import { type AlarmPolicy } from '../contract/alarm.ts'
import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { isStaff } from '../contract/user.ts'
import { type Database } from '../db/Database.ts'
import { readAlarmTimes } from '../db/readAlarmTimes.ts'

/** When each step of the alarm ladder is taken. @throws {Refused} forbidden for technicians. */
export async function readAlarmPolicy(db: Database, principal: Principal): Promise<AlarmPolicy> {
  if (!isStaff(principal.role)) throw new Refused('forbidden', 'Only dispatchers may see this.')
  return db.read(principal, readAlarmTimes)
}
