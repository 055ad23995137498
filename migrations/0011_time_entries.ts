import { type Knex } from 'knex'

/**
 * person_id is whose time it is: the technician's row where they are one, else the user's. Entries of one person never
 * overlap, which the writer sees to under that person's lock: an exclusion constraint would need an extension (btree_gist)
 * that not every PostgreSQL has.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table time_entries (
      id uuid primary key,
      version integer not null default 1 check (version > 0),
      ticket_id uuid not null references tickets on delete cascade,
      person_id uuid not null,
      user_id uuid references users,
      technician_id uuid references technicians,
      name text not null,
      assignment_id uuid references assignments on delete cascade,
      origin text not null check (origin in ('manual', 'check_in')),
      started_at timestamptz not null,
      ended_at timestamptz,
      note text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check (ended_at >= started_at)
    )`)
  await knex.raw('create index time_entries_ticket_id on time_entries (ticket_id, started_at, id)')
  await knex.raw('create index time_entries_person_id on time_entries (person_id, started_at)')
  await knex.raw('create unique index time_entries_one_running on time_entries (person_id) where ended_at is null')
  await knex.raw(`
    alter table time_entries enable row level security;
    alter table time_entries force row level security;
    create policy service on time_entries to signalbox_service using (true) with check (true);
    create policy readers on time_entries for select to signalbox_staff, signalbox_technician using (
      exists (select 1 from tickets where tickets.id = time_entries.ticket_id)
    );
    grant select, insert, update, delete on time_entries to signalbox_service;
    grant select on time_entries to signalbox_staff, signalbox_technician;`)
}
