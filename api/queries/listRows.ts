import { type Collection } from '../contract/lists.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { type SiteRow } from '../db/rows/siteRow.ts'
import { type TechnicianRow } from '../db/rows/technicianRow.ts'
import { type TicketRow } from '../db/rows/ticketRow.ts'
import { type UserRow } from '../db/rows/userRow.ts'
import { listQuery } from './listQuery.ts'
import { presenters, type Row } from './readRows.ts'

export interface Page {
  items: Row[]
  nextCursor?: string
}

type Listed = TicketRow & SiteRow & TechnicianRow & UserRow & { sort_key: string }

const typeOf = { tickets: 'ticket', sites: 'site', technicians: 'technician', users: 'user' } as const

/** One page of a collection as this person may see it. @throws {Refused} invalid_input */
export async function listRows(
  db: Database,
  principal: Principal,
  collection: Collection,
  query: URLSearchParams,
): Promise<Page> {
  const statement = listQuery(collection, query)
  return db.read(principal, async (reader) => {
    const rows = await reader.query<Listed>(statement.text, statement.values)
    const page = rows.slice(0, statement.limit)
    const items = await presenters[typeOf[collection]](reader, principal, page)
    const last = page.at(-1)
    return rows.length > page.length && last ? { items, nextCursor: statement.cursorAfter(last) } : { items }
  })
}
