import { type Knex } from 'knex'

/** The parts of a ticket travel in its row: a handful of lines that are never looked up by themselves. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table tickets add column parts jsonb not null default '[]'`)
}
