import { type Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table users (
      id uuid primary key,
      version integer not null default 1 check (version > 0),
      name text not null,
      role text not null check (role in ('admin', 'manager', 'dispatcher', 'technician')),
      active boolean not null default true,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      deleted_at timestamptz
    )`)
  await knex.raw('create index users_created_at on users (created_at, id)')

  // Apart from users, so that no query about people can ever bring a hash along.
  await knex.raw(`
    create table credentials (
      user_id uuid primary key references users on delete cascade,
      email text not null,
      password_hash text not null,
      loopback_only boolean not null default false
    )`)
  await knex.raw('create unique index credentials_email on credentials (lower(email))')

  await knex.raw(`
    alter table users enable row level security;
    alter table users force row level security;
    create policy service on users to signalbox_service using (true) with check (true);
    create policy staff on users for select to signalbox_staff using (deleted_at is null);
    create policy technician on users for select to signalbox_technician using (deleted_at is null);
    grant select, insert, update, delete on users to signalbox_service;
    grant select on users to signalbox_staff;
    grant select on users to signalbox_technician;

    alter table credentials enable row level security;
    alter table credentials force row level security;
    create policy service on credentials to signalbox_service using (true) with check (true);
    create policy staff on credentials for select to signalbox_staff using (true);
    grant select, insert, update, delete on credentials to signalbox_service;
    grant select (user_id, email) on credentials to signalbox_staff;`)
}
