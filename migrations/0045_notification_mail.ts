import { type Knex } from 'knex'

/** What became of the e-mail about a notification: when it went out, or how often it was tried and why it did not. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table notifications
      add column emailed_at timestamptz,
      add column email_tries integer not null default 0,
      add column email_due_at timestamptz,
      add column email_problem text`)
  await knex.raw(`
    create index notifications_email on notifications (created_at)
      where emailed_at is null and email_problem is null and read_at is null and 'email' = any(channels)`)
}
