import { type Knex } from 'knex'

/** Who has taken note of a critical ticket that waits, and when; taken back when it waits anew. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table tickets add column acknowledged_at timestamptz, add column acknowledged_by jsonb')
}
