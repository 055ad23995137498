import { type Knex } from 'knex'

/**
 * A session is a family of refresh tokens. The token of each generation is derived (api/auth/refreshTokens.ts), so
 * only the number of the newest one is kept; one that is older than that was used before.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table sessions (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      role text not null,
      generation integer not null default 1,
      rotated_at timestamptz not null,
      access_expires_at timestamptz not null,
      refresh_expires_at timestamptz not null,
      created_at timestamptz not null,
      address text,
      agent text,
      revoked_at timestamptz,
      revoked_why text
    )`)
  await knex.raw('create index sessions_user_id on sessions (user_id)')
  await knex.raw('create index sessions_refresh_expires_at on sessions (refresh_expires_at)')
  await knex.raw(`
    alter table sessions enable row level security;
    alter table sessions force row level security;
    create policy service on sessions to signalbox_service using (true) with check (true);
    grant select, insert, update, delete on sessions to signalbox_service;`)
}
