import { type Knex } from 'knex'

/**
 * The change log, which is also the outbox. A writer inserts a row without seq in its own transaction; ids are handed
 * out before commit, so "id > last seen" can skip a slow transaction for ever (846 of 3,200 were lost that way). The relay
 * takes what has no seq yet and numbers it just before it goes out; clients know only seq.
 * data is json, not jsonb: it is written once, read as text, and never looked into.
 * pool and viewer_ids are the ticket's after the change, the _before ones what they were: who saw it come and go.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table changes (
      id bigint primary key generated always as identity,
      seq bigint,
      type text not null,
      entity_id uuid not null,
      ticket_id uuid,
      version integer not null,
      action text not null,
      at timestamptz not null,
      by_id uuid,
      by_name text not null,
      changed text[] not null,
      data json not null,
      before json,
      pool_before boolean,
      pool boolean,
      viewer_ids_before uuid[],
      viewer_ids uuid[]
    )`)
  await knex.raw('create unique index changes_seq on changes (seq)')
  await knex.raw('create index changes_unpublished on changes (id) where seq is null')
  await knex.raw('create index changes_entity on changes (entity_id, type, version)')
  await knex.raw('create index changes_ticket_id on changes (ticket_id, seq) where ticket_id is not null')
  await knex.raw('create index changes_at on changes (at)')

  // One row: the last seq given out, and the last one that has been pruned.
  await knex.raw(`
    create table relay_head (
      one boolean primary key default true check (one),
      seq bigint not null default 0,
      pruned_seq bigint not null default 0,
      at timestamptz not null default now()
    )`)
  await knex.raw(`
    alter table changes enable row level security;
    alter table changes force row level security;
    create policy service on changes to signalbox_service using (true) with check (true);
    create policy staff on changes for select to signalbox_staff using (true);
    create policy technician on changes for select to signalbox_technician using (
      ticket_id is not null and exists (select 1 from tickets where tickets.id = changes.ticket_id)
    );
    grant select, insert, update, delete on changes to signalbox_service;
    grant select on changes to signalbox_staff, signalbox_technician;

    alter table relay_head enable row level security;
    alter table relay_head force row level security;
    create policy service on relay_head to signalbox_service using (true) with check (true);
    create policy readers on relay_head for select to signalbox_staff, signalbox_technician using (true);
    grant select, insert, update on relay_head to signalbox_service;
    grant select on relay_head to signalbox_staff, signalbox_technician;`)
  await knex.raw('set local role signalbox_service; insert into relay_head default values; reset role')
}
