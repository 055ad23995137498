import { type Knex } from 'knex'

/** Who is asking, for what belongs to one person alone: set for one transaction by SET LOCAL, as current_technician() is. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function current_reader() returns uuid
      language sql stable parallel safe
      return nullif(current_setting('signalbox.user_id', true), '')::uuid`)
}
