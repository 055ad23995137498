import { notFound } from '../contract/errors.ts'
import { isId } from '../contract/ids.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { readByIds, type ReadableType, type Row } from './readRows.ts'

/** @throws {Refused} not_found, where it does not exist or may not be seen. */
export async function readRow(db: Database, principal: Principal, type: ReadableType, id: string): Promise<Row> {
  const [row] = isId(id) ? await db.read(principal, (reader) => readByIds(reader, principal, type, [id])) : []
  if (!row) throw notFound(type)
  return row
}
