import { Refused } from '../../contract/errors.ts'
import { type Transaction } from '../../db/write.ts'

/** Inserts one row and gives it back. @throws {Refused} conflict, where one of its keys is taken. */
export async function inserted<Row extends object>(
  tx: Transaction,
  table: 'sites' | 'technicians' | 'inventory' | 'tickets',
  columns: string,
  values: Readonly<Record<string, unknown>>,
): Promise<Row> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  const [row] = await tx.query<Row>(
    `insert into ${table} (${given.map(([name]) => name).join(', ')})
     values (${given.map((_, index) => `$${index + 1}`).join(', ')}) on conflict do nothing returning ${columns}`,
    given.map(([, value]) => value),
  )
  if (!row) throw new Refused('conflict', 'Another row here has the same id, number or reference.', { fields: [] })
  return row
}
