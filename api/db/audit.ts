import { v7 as newId } from 'uuid'
import { type AuditOutcome } from '../contract/audit.ts'
import { type Queryable } from './Database.ts'

/** One entry of the audit as its writer knows it. */
export interface NewAuditEntry {
  at: string
  action: string
  outcome?: AuditOutcome
  by: { id: string | null; name: string }
  address?: string | undefined
  subject?: { type: string; id: string } | undefined
  details?: Record<string, unknown> | undefined
  before?: Record<string, unknown> | undefined
  after?: Record<string, unknown> | undefined
}

/** Appends to the audit, in the transaction of what it tells of where that changes something: one is not there without the other. */
export async function insertAudit(db: Queryable, entries: readonly NewAuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await db.query(
    `insert into audit (id, at, action, outcome, by_id, by_name, address, subject_type, subject_id, details, before, after)
     select * from jsonb_to_recordset($1) as entry (id uuid, at timestamptz, action text, outcome text, by_id uuid,
       by_name text, address text, subject_type text, subject_id uuid, details jsonb, before jsonb, after jsonb)`,
    [JSON.stringify(entries.map(toRow))],
  )
}

function toRow(entry: NewAuditEntry): Record<string, unknown> {
  return {
    id: newId(),
    at: entry.at,
    action: entry.action,
    outcome: entry.outcome ?? 'done',
    by_id: entry.by.id,
    by_name: entry.by.name,
    address: entry.address,
    subject_type: entry.subject?.type,
    subject_id: entry.subject?.id,
    details: entry.details,
    before: entry.before,
    after: entry.after,
  }
}
