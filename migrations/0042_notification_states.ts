import { type Knex } from 'knex'

/** One row a person: its lock puts the changes of their notifications in one order, which `revision` counts. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notification_states (
      user_id uuid primary key references users on delete cascade,
      revision bigint not null default 0
    )`)
  await knex.raw(`
    alter table notification_states enable row level security;
    alter table notification_states force row level security;
    create policy service on notification_states to signalbox_service using (true) with check (true);
    create policy own on notification_states for select to signalbox_staff, signalbox_technician
      using (user_id = current_reader());
    grant select, insert, update, delete on notification_states to signalbox_service;
    grant select on notification_states to signalbox_staff, signalbox_technician;`)
}
