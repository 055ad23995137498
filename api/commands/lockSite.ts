import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Site } from '../contract/site.ts'
import { isStaff } from '../contract/user.ts'
import { siteColumns, toSite, type SiteRow } from '../db/rows/siteRow.ts'
import { type Transaction } from '../db/write.ts'

/** @throws {Refused} not_found, where it does not exist or may not be seen. */
export async function lockSite(tx: Transaction, id: string): Promise<Site> {
  const [row] = isId(id)
    ? await tx.query<SiteRow>(`select ${siteColumns} from sites where id = $1 and deleted_at is null for update`, [id])
    : []
  const seen =
    isStaff(tx.principal.role) ||
    (await tx.asReader(() => tx.query('select 1 from sites where id = $1', [id]))).length > 0
  if (!row || !seen) throw notFound('site')
  return toSite(row)
}
