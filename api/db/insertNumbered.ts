import { type Queryable } from './Database.ts'

/**
 * Inserts a ticket with the next number, and with the one after it where that number is there already: an import brings numbers
 * of its own and sets the sequence past them, which PostgreSQL cannot do in one step with asking where it stands. Whoever
 * creates at that very moment may have been given one of them.
 * @param insert draws from the sequence, and gives nothing where any key is taken
 * @returns undefined where another key than the number is taken
 */
export async function insertNumbered<Row>(
  db: Queryable,
  insert: () => Promise<Row | undefined>,
): Promise<Row | undefined> {
  for (;;) {
    const row = await insert()
    if (row || !(await isDrawnTaken(db))) return row
  }
}

async function isDrawnTaken(db: Queryable): Promise<boolean> {
  const drawn = `select 1 from tickets where number = currval('tickets_number_seq')`
  return (await db.query(drawn)).length > 0
}
