import { createHash } from 'node:crypto'
import { type ClientBase } from 'pg'
import { type Queryable } from './Database.ts'

/**
 * As `queryable`, for texts that are the program's own: PostgreSQL keeps them prepared on that connection. Planning them anew
 * was a third of what a PATCH costs it (3.5 ms of a core, 2.3 prepared). Not for lists: what people filter by makes texts
 * without number. They name their columns: a kept `select *` fails once another node has migrated. Where row level
 * security shapes a plan, it is made again for another role (https://www.postgresql.org/docs/current/sql-prepare.html).
 */
export function preparing(client: ClientBase): Queryable {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      const name = values.length > 0 ? nameOf(text) : undefined
      const result = await client.query<Row>({ text, values: [...values], ...(name !== undefined && { name }) })
      return result.rows
    },
  }
}

/** Each takes some tens of kB on each connection, and some texts grow with the rows they write: what comes later goes unprepared. */
const mostPrepared = 250
const longestPrepared = 5_000
const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= mostPrepared || text.length > longestPrepared) return known
  const name = createHash('sha256').update(text).digest('base64url')
  names.set(text, name)
  return name
}
