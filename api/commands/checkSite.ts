import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Transaction } from '../db/write.ts'

/** @throws {Refused} invalid_input, where there is no such site any more. */
export async function checkSite(tx: Transaction, siteId: string): Promise<void> {
  const rows = isId(siteId)
    ? await tx.query('select 1 from sites where id = $1 and deleted_at is null for key share', [siteId])
    : []
  if (rows.length === 0) throw new Refused('invalid_input', 'There is no such site.', { field: 'siteId' })
}
