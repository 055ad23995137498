import { type Knex } from 'knex'

/**
 * Time-based codes (RFC 6238). last_step is the newest time step whose code was used: no code works twice.
 * A factor is in force from confirmed_at on. Recovery codes are kept as SHA-256: 80 random bits each.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table second_factors (
      user_id uuid primary key references users on delete cascade,
      secret text not null,
      created_at timestamptz not null,
      confirmed_at timestamptz,
      last_step bigint not null default 0
    )`)
  await knex.raw(`
    create table recovery_codes (
      user_id uuid not null references second_factors on delete cascade,
      code_hash bytea not null,
      used_at timestamptz,
      primary key (user_id, code_hash)
    )`)
  for (const table of ['second_factors', 'recovery_codes']) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy service on ${table} to signalbox_service using (true) with check (true);
      grant select, insert, update, delete on ${table} to signalbox_service;`)
  }
}
