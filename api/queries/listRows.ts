import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Collection } from '../contract/lists.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { listedTables, type ListedType } from '../db/rows/listedTables.ts'
import { listQuery } from './listQuery.ts'
import { present, type Row } from './readRows.ts'

export interface Page {
  items: Row[]
  nextCursor?: string
}

/** What a collection of the API holds. */
export const collectionTypes: Record<Collection, ListedType> = {
  tickets: 'ticket',
  sites: 'site',
  technicians: 'technician',
  users: 'user',
  shipments: 'shipment',
  inventory: 'inventory',
  comments: 'comment',
  'time-entries': 'time_entry',
  attachments: 'attachment',
  assignments: 'assignment',
}

/**
 * One page of a collection as this person may see it.
 * @param ticketId for what hangs on a ticket: its rows alone
 * @throws {Refused} invalid_input; not_found, where that ticket may not be seen.
 */
export async function listRows(
  db: Database,
  principal: Principal,
  { collection, query, ticketId }: { collection: Collection; query: URLSearchParams; ticketId?: string },
): Promise<Page> {
  const type = collectionTypes[collection]
  const statement = listQuery(collection, query, principal.role, ticketId)
  return db.read(principal, async (reader) => {
    if (ticketId !== undefined) {
      const sql = 'select 1 from tickets where id = $1 and deleted_at is null'
      if (!isId(ticketId) || (await reader.query(sql, [ticketId])).length === 0) throw notFound('ticket')
    }
    const rows = await reader.query<{ id: string; sort_key: string }>(statement.text, statement.values)
    const page = rows.slice(0, statement.limit)
    const items = await present(reader, principal, type, await listedTables[type].toEntities(reader, page))
    const last = page.at(-1)
    return rows.length > page.length && last ? { items, nextCursor: statement.cursorAfter(last) } : { items }
  })
}
