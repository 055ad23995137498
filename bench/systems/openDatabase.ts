import type pg from 'pg'
import { type SystemDatabase } from './System.ts'

/** What of a ticket is compared: the same text as `rowText` makes of what a client holds. */
const ticketText = `concat_ws(' ', version, title, description, priority, status)`

/**
 * Both systems name these tables and columns alike. Commit times are PostgreSQL's own (`track_commit_timestamp`), of the row as
 * it stands: each ticket is changed at most once a round.
 * @param versioned further tables of which every client holds all rows, with the type that the clients call them
 */
export function openDatabase(superuser: pg.Client, versioned: Record<string, string>): SystemDatabase {
  return {
    tickets: async () => {
      const { rows } = await superuser.query<{ id: string; version: number; title: string }>(
        'select id, version, title from tickets order by number',
      )
      return rows
    },
    committed: async (ids) => {
      const { rows } = await superuser.query<{ at: number }>(
        `select extract(epoch from pg_xact_commit_timestamp(tickets.xmin))::float8 * 1000 as at
         from unnest($1::uuid[]) with ordinality as asked (id, position) join tickets using (id) order by position`,
        [ids],
      )
      return Float64Array.from(rows, (row) => row.at)
    },
    truth: async () => {
      const parts = [
        `select 'ticket/' || id as key, ${ticketText} as text from tickets`,
        ...Object.entries(versioned).map(([table, type]) => `select '${type}/' || id, version::text from ${table}`),
      ]
      const { rows } = await superuser.query<{ key: string; text: string }>(parts.join(' union all '))
      return new Map(rows.map(({ key, text }) => [key, text]))
    },
  }
}
