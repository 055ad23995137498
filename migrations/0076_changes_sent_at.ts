import { type Knex } from 'knex'

/** When the relay numbered it, which is when it went out: the time that an assignment was sent. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table changes add column sent_at timestamptz')
}
