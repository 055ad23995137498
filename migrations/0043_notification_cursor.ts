import { type Knex } from 'knex'

/**
 * One row: up to which number the change log has been made into notifications. It moves in the transaction that inserts
 * them. It begins where the log stands now: what happened before is nobody's news.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notification_cursor (
      one boolean primary key default true check (one),
      seq bigint not null default 0
    )`)
  await knex.raw(`
    alter table notification_cursor enable row level security;
    alter table notification_cursor force row level security;
    create policy service on notification_cursor to signalbox_service using (true) with check (true);
    grant select, insert, update on notification_cursor to signalbox_service;`)
  await knex.raw(`
    set local role signalbox_service;
    insert into notification_cursor (seq) select seq from relay_head;
    reset role`)
}
