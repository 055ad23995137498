import { auditActions } from '../contract/audit.ts'
import { insertAudit, type NewAuditEntry } from '../db/audit.ts'
import { type Transaction } from '../db/write.ts'

/** A setting was changed, by whoever writes: noted in the transaction that changes it. */
export function auditSetting(
  tx: Transaction,
  what: Pick<NewAuditEntry, 'subject' | 'details' | 'before' | 'after'>,
): Promise<void> {
  const { userId, name, address } = tx.principal
  const entry = { at: tx.at, action: auditActions.settingChanged, by: { id: userId, name }, address, ...what }
  return insertAudit(tx, [entry])
}
