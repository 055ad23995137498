import { type Knex } from 'knex'

/**
 * Single sign-ons that are under way, each for some minutes. state_hash: sent to the provider and expected back, once.
 * grant_hash: the provider has answered for user_id, and whoever brings the grant and the verifier of `challenge` gets the session, once.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table single_sign_ons (
      id uuid primary key,
      state_hash bytea unique,
      grant_hash bytea unique,
      nonce text not null,
      code_verifier text not null,
      challenge text not null,
      app text not null check (app in ('browser', 'desktop')),
      user_id uuid references users on delete cascade,
      expires_at timestamptz not null,
      check ((grant_hash is null) = (user_id is null))
    )`)
  await knex.raw('create index single_sign_ons_expires_at on single_sign_ons (expires_at)')
  await knex.raw(`
    alter table single_sign_ons enable row level security;
    alter table single_sign_ons force row level security;
    create policy service on single_sign_ons to signalbox_service using (true) with check (true);
    grant select, insert, update, delete on single_sign_ons to signalbox_service;`)
}
