import { type Knex } from 'knex'

/**
 * One row for each time that a critical ticket waits for somebody; at most one of a ticket goes on at a time. `step`: the last
 * one taken; `due_at`: when to look again. notifications.alarm: how far it has come for that person.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table alarms (
      id uuid primary key,
      ticket_id uuid not null references tickets on delete cascade,
      began_at timestamptz not null,
      began_by uuid,
      step text check (step in ('badge', 'toast', 'tone', 'repeat', 'next', 'manager')),
      due_at timestamptz,
      reached uuid[] not null default '{}',
      ended_at timestamptz
    );
    create unique index alarms_ticket_id on alarms (ticket_id) where ended_at is null;
    create index alarms_due_at on alarms (due_at) where ended_at is null;
    create index alarms_ended_at on alarms (ended_at);
    alter table alarms enable row level security;
    alter table alarms force row level security;
    create policy service on alarms to signalbox_service using (true) with check (true);
    grant select, insert, update, delete on alarms to signalbox_service;
    alter table notifications add column alarm jsonb;
    create index notifications_alarms on notifications (user_id, created_at) where kind = 'alarm';`)
}
