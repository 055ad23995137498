import { type Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  // Letters and digits only: PostgreSQL's parser would keep "a.b-c" as one host name, and typing "b" would not find it.
  await knex.raw(`
    create function search_words(text text) returns tsvector
      language sql immutable parallel safe
      return to_tsvector('simple'::regconfig, regexp_replace(text, '[^[:alnum:]]+', ' ', 'g'))`)
  await knex.raw(`
    create table sites (
      id uuid primary key,
      version integer not null default 1 check (version > 0),
      name text not null,
      address text,
      latitude double precision check (latitude between -90 and 90),
      longitude double precision check (longitude between -180 and 180),
      time_zone text not null,
      contact text,
      notes text,
      source text,
      external_ref text,
      search tsvector not null generated always as
        (search_words(name || ' ' || coalesce(address, ''))) stored,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      deleted_at timestamptz,
      check (address is not null or (latitude is not null and longitude is not null)),
      check ((latitude is null) = (longitude is null))
    )`)
  await knex.raw('create index sites_created_at on sites (created_at, id)')
  await knex.raw('create index sites_name on sites (name, id)')
  await knex.raw('create unique index sites_external_ref on sites (source, external_ref)')
  await knex.raw('create index sites_search on sites using gin (search)')
  await knex.raw(`
    alter table sites enable row level security;
    alter table sites force row level security;
    create policy service on sites to signalbox_service using (true) with check (true);
    create policy staff on sites for select to signalbox_staff using (deleted_at is null);
    grant select, insert, update, delete on sites to signalbox_service;
    grant select on sites to signalbox_staff, signalbox_technician;`)
}
