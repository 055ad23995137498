import { type Knex } from 'knex'

/** How far an assignment has come to its technician: left for their devices, arrived on one, seen by them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table assignments
      add column sent_at timestamptz,
      add column delivered_at timestamptz,
      add column seen_at timestamptz`)
  // Few rows: an assignment is delivered within a second, or its technician cannot be reached.
  await knex.raw(
    'create index assignments_undelivered on assignments (assigned_at) where active and delivered_at is null',
  )
}
