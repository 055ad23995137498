import { type Knex } from 'knex'

/**
 * Tokens of other programs, wallboards and the sandbox. Of the secret only its SHA-256 is kept: it has 256 random bits, so
 * there is nothing to guess and a slow hash would buy nothing. user_id is null for those that belong to nobody.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table tokens (
      id uuid primary key,
      user_id uuid references users on delete cascade,
      name text not null,
      scopes text[] not null check (scopes <@ array['read', 'write', 'mqtt', 'wallboard', 'sandbox'] and cardinality(scopes) > 0),
      secret_hash bytea not null,
      created_at timestamptz not null,
      created_by text not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      check ((user_id is null) = (scopes = array['wallboard'] or scopes = array['sandbox']))
    )`)
  await knex.raw('create index tokens_user_id on tokens (user_id)')
  await knex.raw(`
    alter table tokens enable row level security;
    alter table tokens force row level security;
    create policy service on tokens to signalbox_service using (true) with check (true);
    grant select, insert, update, delete on tokens to signalbox_service;`)
}
