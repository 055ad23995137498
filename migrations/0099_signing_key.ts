import { type Knex } from 'knex'

/** One row: by which name the key is known that the server signs with, so that the start that has another one can tell of it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table signing_key (
      one boolean primary key default true check (one),
      key_id text not null
    );
    alter table signing_key enable row level security;
    alter table signing_key force row level security;
    create policy service on signing_key to signalbox_service using (true) with check (true);
    grant select, insert, update on signing_key to signalbox_service;`)
}
