import { type Knex } from 'knex'

/** What each person chose, as the contract's schema has it; who has no row has the defaults. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notification_preferences (
      user_id uuid primary key references users on delete cascade,
      preferences jsonb not null,
      updated_at timestamptz not null
    )`)
  await knex.raw(`
    alter table notification_preferences enable row level security;
    alter table notification_preferences force row level security;
    create policy service on notification_preferences to signalbox_service using (true) with check (true);
    create policy own on notification_preferences for select to signalbox_staff, signalbox_technician
      using (user_id = current_reader());
    grant select, insert, update, delete on notification_preferences to signalbox_service;
    grant select on notification_preferences to signalbox_staff, signalbox_technician;`)
}
