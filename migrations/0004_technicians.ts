import { type Knex } from 'knex'

/**
 * manual_status is what a person said of themselves, status what is shown (derived from it and from the assignments).
 * assignments_version is the version of the list on tech/<id>/assignments, raised under this row's lock.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table technicians (
      id uuid primary key,
      version integer not null default 1 check (version > 0),
      user_id uuid unique references users,
      name text not null,
      phone text,
      skills text[] not null default '{}',
      active boolean not null default true,
      duty text not null default 'off_shift' check (duty in ('off_shift', 'on_shift')),
      manual_status text not null default 'available'
        check (manual_status in ('available', 'on_break', 'unavailable', 'out_of_service')),
      status text not null default 'available' check (status in
        ('available', 'assigned', 'en_route', 'on_site', 'on_break', 'unavailable', 'out_of_service')),
      status_reason text,
      status_since timestamptz not null,
      reach text not null default 'unreachable' check (reach in ('online', 'stale', 'unreachable')),
      current_assignment jsonb,
      assignments_version integer not null default 0,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      deleted_at timestamptz
    )`)
  await knex.raw('create index technicians_created_at on technicians (created_at, id)')
  await knex.raw(`
    alter table technicians enable row level security;
    alter table technicians force row level security;
    create policy service on technicians to signalbox_service using (true) with check (true);
    create policy staff on technicians for select to signalbox_staff using (deleted_at is null);
    create policy technician on technicians for select to signalbox_technician
      using (deleted_at is null and id = current_technician());
    grant select, insert, update, delete on technicians to signalbox_service;
    grant select on technicians to signalbox_staff, signalbox_technician;`)
}
