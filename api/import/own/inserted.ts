import { Refused } from '../../contract/errors.ts'
import { type Transaction } from '../../db/write.ts'

type Table = 'sites' | 'technicians' | 'inventory' | 'tickets'
type Values = Readonly<Record<string, unknown>>

/** Inserts one row and gives it back. @throws {Refused} conflict, where one of its keys is taken. */
export async function inserted<Row extends object>(
  tx: Transaction,
  table: Table,
  columns: string,
  values: Values,
): Promise<Row> {
  return (await insertedIfFree<Row>(tx, table, columns, values)) ?? refuseTaken()
}

/** The same, and undefined where one of its keys is taken. */
export async function insertedIfFree<Row extends object>(
  tx: Transaction,
  table: Table,
  columns: string,
  values: Values,
): Promise<Row | undefined> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  const [row] = await tx.query<Row>(
    `insert into ${table} (${given.map(([name]) => name).join(', ')})
     values (${given.map((_, index) => `$${index + 1}`).join(', ')}) on conflict do nothing returning ${columns}`,
    given.map(([, value]) => value),
  )
  return row
}

/** @throws {Refused} conflict */
export function refuseTaken(): never {
  throw new Refused('conflict', 'Another row here has the same id, number or reference.', { fields: [] })
}
