import { type Knex } from 'knex'

/**
 * The id is made of the change and the user, so a change that is read twice makes nothing twice. Titles and names are kept
 * as they were when it was made. handled_at: someone else has dealt with it, and it is shown no more.
 * revision is the person's own count of changes (notification_states), by which consoles see that they have missed one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notifications (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      kind text not null,
      severity text not null check (severity in ('info', 'success', 'warning', 'error')),
      priority text check (priority in ('P1', 'P2', 'P3', 'P4')),
      ticket_id uuid,
      ticket_number integer,
      ticket_title text,
      ticket_type text,
      site_id uuid,
      site_name text,
      subject_type text not null,
      subject_id uuid not null,
      by_name text,
      detail text,
      group_key text not null,
      channels text[] not null,
      created_at timestamptz not null,
      read_at timestamptz,
      cleared_at timestamptz,
      handled_at timestamptz,
      revision bigint not null,
      search tsvector not null generated always as (
        search_words(coalesce(ticket_number::text, '') || ' ' || coalesce(ticket_title, '') || ' ' ||
          coalesce(site_name, '') || ' ' || coalesce(by_name, '') || ' ' || coalesce(detail, '') || ' ' || kind)
      ) stored
    )`)
  const shown = 'cleared_at is null and handled_at is null'
  await knex.raw(`create index notifications_unread on notifications (user_id) where read_at is null and ${shown}`)
  await knex.raw(`
    create index notifications_list on notifications (user_id, (read_at is null) desc, created_at desc, id desc)
      where ${shown}`)
  await knex.raw('create index notifications_revision on notifications (user_id, revision)')
  await knex.raw(`create index notifications_ticket_id on notifications (ticket_id) where ${shown}`)
  await knex.raw(`create index notifications_subject_id on notifications (subject_id) where ${shown}`)
  await knex.raw('create index notifications_created_at on notifications (created_at)')
  await knex.raw(`
    alter table notifications enable row level security;
    alter table notifications force row level security;
    create policy service on notifications to signalbox_service using (true) with check (true);
    create policy own on notifications for select to signalbox_staff, signalbox_technician
      using (user_id = current_reader());
    grant select, insert, update, delete on notifications to signalbox_service;
    grant select on notifications to signalbox_staff, signalbox_technician;`)
}
