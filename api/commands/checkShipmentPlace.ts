import { Refused } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Transaction } from '../db/write.ts'
import { checkSite } from './checkSite.ts'

/**
 * @returns the site it goes to: the named one, else the ticket's
 * @throws {Refused} invalid_input, where there is no such ticket or site.
 */
export async function checkShipmentPlace(
  tx: Transaction,
  { ticketId, siteId }: { ticketId?: string | null | undefined; siteId?: string | null | undefined },
): Promise<string | null> {
  if (siteId) await checkSite(tx, siteId)
  if (!ticketId) return siteId ?? null
  const [ticket] = isId(ticketId)
    ? await tx.query<{ site_id: string }>('select site_id from tickets where id = $1 and deleted_at is null', [
        ticketId,
      ])
    : []
  if (!ticket) throw new Refused('invalid_input', 'There is no such ticket.', { field: 'ticketId' })
  return siteId ?? ticket.site_id
}
