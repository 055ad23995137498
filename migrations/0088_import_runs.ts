import { type Knex } from 'knex'

/** Who imported which file, and what became of it. Only the refused rows are kept, and of those the first: what was brought is in its own row. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table import_runs (
      id uuid primary key,
      format text not null,
      name text not null,
      state text not null check (state in ('running', 'done', 'failed')),
      problem text,
      by_id uuid,
      by_name text not null,
      started_at timestamptz not null,
      touched_at timestamptz not null,
      ended_at timestamptz,
      progress double precision not null,
      summary jsonb not null,
      refused_rows jsonb not null
    )`)
  await knex.raw('create index import_runs_started_at on import_runs (started_at)')
  await knex.raw(`
    alter table import_runs enable row level security;
    alter table import_runs force row level security;
    create policy service on import_runs to signalbox_service using (true) with check (true);
    grant select, insert, update, delete on import_runs to signalbox_service;`)
}
