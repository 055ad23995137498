import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { type ListedType } from '../db/rows/listedTables.ts'
import { readByIds, type Row } from './readRows.ts'

/**
 * @param ticketId where the row hangs on a ticket: the one that its path names
 * @throws {Refused} not_found, where it does not exist or may not be seen.
 */
export async function readRow(
  db: Database,
  principal: Principal,
  { type, id, ticketId }: { type: ListedType; id: string; ticketId?: string },
): Promise<Row> {
  const [row] = isId(id) ? await db.read(principal, (reader) => readByIds(reader, principal, type, [id])) : []
  const hangsThere = ticketId === undefined || (row && 'ticketId' in row && row.ticketId === ticketId)
  if (!row || !hangsThere) throw notFound(type.replace('_', ' '))
  return row
}
