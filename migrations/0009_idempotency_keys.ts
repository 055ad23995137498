import { type Knex } from 'knex'

/**
 * One row for each write that carried an Idempotency-Key, inserted first in the write's own transaction: a parallel
 * repeat waits on it, and a write that fails with a 5xx leaves nothing behind. Kept for 30 days.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table idempotency_keys (
      user_id uuid not null references users on delete cascade,
      key text not null,
      request_hash bytea not null,
      status integer,
      result json,
      created_at timestamptz not null,
      primary key (user_id, key)
    )`)
  await knex.raw('create index idempotency_keys_created_at on idempotency_keys (created_at)')
  await knex.raw(`
    alter table idempotency_keys enable row level security;
    alter table idempotency_keys force row level security;
    create policy service on idempotency_keys to signalbox_service using (true) with check (true);
    grant select, insert, update, delete on idempotency_keys to signalbox_service;`)
}
