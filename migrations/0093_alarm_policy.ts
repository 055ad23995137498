import { type Knex } from 'knex'

/** One row: after how many seconds each step is taken, null for those that are left out. News of the ticket comes at once anyway. */
export async function up(knex: Knex): Promise<void> {
  const seconds = ['badge', 'toast', 'tone', 'repeat', 'next', 'manager'].map(
    (step) => `${step}_after integer check (${step}_after >= 0)`,
  )
  await knex.raw(`
    create table alarm_policy (
      only_one boolean primary key default true check (only_one),
      ${seconds.join(',\n      ')},
      repeat_every integer not null check (repeat_every > 0)
    );
    insert into alarm_policy values (true, 15, 30, 45, 60, 120, 300, 20);
    alter table alarm_policy enable row level security;
    alter table alarm_policy force row level security;
    create policy service on alarm_policy to signalbox_service using (true) with check (true);
    create policy staff on alarm_policy for select to signalbox_staff using (true);
    grant select, update on alarm_policy to signalbox_service;
    grant select on alarm_policy to signalbox_staff;`)
}
