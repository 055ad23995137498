import type pg from 'pg'
import { Child } from '../child/Child.ts'
import { type BenchPostgres } from './BenchPostgres.ts'
import { openDatabase } from './openDatabase.ts'
import { type RefetchOrders } from './refetchServer.ts'
import { type System } from './System.ts'

/** What a list endpoint of such a program would hold: all that Signalbox's tickets say, in one table. */
const schema = `
  create table tickets (
    id uuid primary key, number integer not null, version integer not null, title text not null, description text not null,
    site_id uuid not null, type text not null, priority text not null, status text not null, source text, source_status text,
    external_ref text, assignee_ids uuid[] not null, created_at timestamptz not null, updated_at timestamptz not null
  );
  create table sites (
    id uuid primary key, version integer not null, name text not null, address text, latitude double precision,
    longitude double precision, time_zone text not null, created_at timestamptz not null, updated_at timestamptz not null
  );
  create index on tickets (created_at desc)`

export interface Refetch extends System {
  /** Takes over the rows of Signalbox as they are now. */
  copyFrom(source: pg.Client): Promise<void>
}

export interface RefetchOptions {
  name: string
  sharesQueries: boolean
  profileDir: string | undefined
}

/** The system that Signalbox takes the place of, on the same PostgreSQL. */
export async function startRefetch(
  postgres: BenchPostgres,
  opened: AsyncDisposableStack,
  { name, sharesQueries, profileDir }: RefetchOptions,
): Promise<Refetch> {
  const database = sharesQueries ? 'shared_refetch_bench' : 'refetch_bench'
  const url = await postgres.create(database)
  const superuser = await postgres.superuser(database)
  await superuser.query(schema)
  await superuser.query('grant all on tickets, sites to signalbox')
  const child = opened.use(
    new Child<RefetchOrders>(new URL('./refetchServer.ts', import.meta.url), {
      env: { DATABASE_URL: url },
      profileDir,
    }),
  )
  const server = `http://127.0.0.1:${await child.ask('listen', undefined)}`
  return {
    name,
    pid: child.pid,
    server,
    database: openDatabase(superuser, { sites: 'site' }),
    clientConfig: () => ({ system: 'refetch', server }),
    rename: (id, title) => ({ method: 'PATCH', path: `/tickets/${id}`, headers: {}, body: JSON.stringify({ title }) }),
    copyFrom: async (source) => {
      await superuser.query('truncate tickets, sites')
      for (const table of ['tickets', 'sites']) {
        const { rows } = await source.query<{ all: unknown }>(`select json_agg(${table}) as all from ${table}`)
        // Columns that only Signalbox has are left out.
        await superuser.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
          JSON.stringify(rows[0]?.all ?? []),
        ])
      }
      await superuser.query('vacuum analyze')
    },
  }
}
