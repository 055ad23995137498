import { type Knex } from 'knex'

/** A ticket that comes back from an export keeps its number, and the next new one gets a higher one. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('grant select, update on sequence tickets_number_seq to signalbox_service')
}
