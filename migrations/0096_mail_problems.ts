import { type Knex } from 'knex'

/**
 * Why the last mail to somebody did not go out, until one does, their address is another or somebody says to try again.
 * mail_stopped: the address itself was refused for good, so nothing more is sent to it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table credentials
      add column mail_problem text,
      add column mail_problem_at timestamptz,
      add column mail_stopped boolean not null default false`)
  await knex.raw('grant select (mail_problem, mail_problem_at) on credentials to signalbox_staff')
}
