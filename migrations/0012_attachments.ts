import { type Knex } from 'knex'

/** What is known of a file; its bytes lie in the data dir under its id. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table attachments (
      id uuid primary key,
      version integer not null default 1 check (version > 0),
      ticket_id uuid not null references tickets on delete cascade,
      name text not null,
      size integer not null check (size > 0),
      content_type text not null,
      sha256 bytea not null,
      width integer,
      height integer,
      has_thumbnail boolean not null default false,
      author_id uuid,
      author_name text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`)
  await knex.raw('create index attachments_ticket_id on attachments (ticket_id, created_at, id)')
  await knex.raw(`
    alter table attachments enable row level security;
    alter table attachments force row level security;
    create policy service on attachments to signalbox_service using (true) with check (true);
    create policy readers on attachments for select to signalbox_staff, signalbox_technician using (
      exists (select 1 from tickets where tickets.id = attachments.ticket_id)
    );
    grant select, insert, update, delete on attachments to signalbox_service;
    grant select on attachments to signalbox_staff, signalbox_technician;`)
}
