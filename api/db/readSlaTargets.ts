import { type SlaPolicy, type SlaTarget } from '../contract/sla.ts'
import { type Priority } from '../contract/ticket.ts'
import { type Queryable } from './Database.ts'

const nothing: SlaTarget = { responseMinutes: null, resolutionMinutes: null }

/** What is promised for each priority at this moment. */
export async function readSlaTargets(db: Queryable): Promise<SlaPolicy> {
  const rows = await db.query<{ priority: Priority; responseMinutes: number | null; resolutionMinutes: number | null }>(
    `select priority, response_minutes as "responseMinutes", resolution_minutes as "resolutionMinutes" from sla_targets`,
  )
  const policy: SlaPolicy = { P1: nothing, P2: nothing, P3: nothing, P4: nothing }
  for (const { priority, ...target } of rows) policy[priority] = target
  return policy
}
