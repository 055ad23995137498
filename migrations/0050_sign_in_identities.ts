import { type Knex } from 'knex'

/** Who somebody is at the provider of single sign-on. Its subject never changes and is never given to another; an e-mail address may. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table sign_in_identities (
      issuer text not null,
      subject text not null,
      user_id uuid not null references users on delete cascade,
      created_at timestamptz not null,
      primary key (issuer, subject)
    )`)
  await knex.raw('create index sign_in_identities_user_id on sign_in_identities (user_id)')
  await knex.raw(`
    alter table sign_in_identities enable row level security;
    alter table sign_in_identities force row level security;
    create policy service on sign_in_identities to signalbox_service using (true) with check (true);
    grant select, insert, update, delete on sign_in_identities to signalbox_service;`)
}
