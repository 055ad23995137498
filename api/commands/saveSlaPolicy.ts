import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { type SlaPolicy } from '../contract/sla.ts'
import { priorities } from '../contract/ticket.ts'
import { type Database } from '../db/Database.ts'
import { readSlaTargets } from '../db/readSlaTargets.ts'
import { write } from '../db/write.ts'
import { auditSetting } from './auditSetting.ts'
import { requireManager } from './rights.ts'

/**
 * Tickets that are there keep what was promised for them.
 * @throws {Refused} forbidden for all but managers; invalid_input where somebody should be there later than all is done.
 */
export async function saveSlaPolicy(db: Database, principal: Principal, policy: SlaPolicy): Promise<SlaPolicy> {
  requireManager(principal)
  for (const priority of priorities) {
    const { responseMinutes, resolutionMinutes } = policy[priority]
    if (responseMinutes === null || resolutionMinutes === null || responseMinutes <= resolutionMinutes) continue
    throw new Refused('invalid_input', `${priority}: the response is due after the resolution.`, { field: priority })
  }
  await write(
    { db, principal },
    () => ({ status: 200 }),
    async (tx) => {
      const before = await readSlaTargets(tx)
      const rows = priorities.map((priority) => ({ priority, ...policy[priority] }))
      await tx.query(
        `insert into sla_targets (priority, response_minutes, resolution_minutes)
         select priority, "responseMinutes", "resolutionMinutes"
         from json_to_recordset($1::json) as given (priority text, "responseMinutes" integer, "resolutionMinutes" integer)
         on conflict (priority) do update
         set response_minutes = excluded.response_minutes, resolution_minutes = excluded.resolution_minutes`,
        [JSON.stringify(rows)],
      )
      await auditSetting(tx, { details: { setting: 'sla' }, before, after: policy })
    },
  )
  return policy
}
