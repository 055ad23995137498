import { type EntityType } from '../contract/change.ts'
import { notFound } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { type Database } from '../db/Database.ts'
import { readRow } from './readRow.ts'
import { isReadable, type Row } from './readRows.ts'

/** The row of a write that was answered before, as its author may see it now. @throws {Refused} not_found */
export async function readKeptRow(
  db: Database,
  principal: Principal,
  { type, id }: { type: EntityType; id: string },
): Promise<Row> {
  if (!isReadable(type)) throw notFound(type)
  return readRow(db, principal, type, id)
}
