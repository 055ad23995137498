import { type Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table comments (
      id uuid primary key,
      version integer not null default 1 check (version > 0),
      ticket_id uuid not null references tickets on delete cascade,
      body text not null,
      mentions uuid[] not null default '{}',
      author_id uuid,
      author_name text not null,
      edited_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`)
  await knex.raw('create index comments_ticket_id on comments (ticket_id, created_at, id)')
  await knex.raw(`
    alter table comments enable row level security;
    alter table comments force row level security;
    create policy service on comments to signalbox_service using (true) with check (true);
    create policy readers on comments for select to signalbox_staff, signalbox_technician using (
      exists (select 1 from tickets where tickets.id = comments.ticket_id)
    );
    grant select, insert, update, delete on comments to signalbox_service;
    grant select on comments to signalbox_staff, signalbox_technician;`)
}
