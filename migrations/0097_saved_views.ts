import { type Knex } from 'knex'

/** Views of lists that people made: their own, and those that one shares with all of the staff. The id is the console's. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table saved_views (
      id uuid primary key,
      owner_id uuid not null references users on delete cascade,
      list text not null,
      base text not null,
      label text not null,
      query jsonb not null,
      sort text not null,
      columns jsonb not null,
      shared boolean not null,
      version integer not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`)
  await knex.raw('create index saved_views_owner_id on saved_views (owner_id, list)')
  await knex.raw('create index saved_views_shared on saved_views (list) where shared')
  await knex.raw(`
    alter table saved_views enable row level security;
    alter table saved_views force row level security;
    create policy service on saved_views to signalbox_service using (true) with check (true);
    create policy staff on saved_views for select to signalbox_staff using (shared or owner_id = current_reader());
    create policy own on saved_views for select to signalbox_technician using (owner_id = current_reader());
    grant select, insert, update, delete on saved_views to signalbox_service;
    grant select on saved_views to signalbox_staff, signalbox_technician;`)
}
