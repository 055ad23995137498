import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { type SlaPolicy } from '../contract/sla.ts'
import { isStaff } from '../contract/user.ts'
import { type Database } from '../db/Database.ts'
import { readSlaTargets } from '../db/readSlaTargets.ts'

/** What is promised for each priority. @throws {Refused} forbidden for technicians. */
export async function readSlaPolicy(db: Database, principal: Principal): Promise<SlaPolicy> {
  if (!isStaff(principal.role)) throw new Refused('forbidden', 'Only dispatchers may see this.')
  return db.read(principal, readSlaTargets)
}
