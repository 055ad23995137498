import knex, { type Knex } from 'knex'

/** knex for migrations: one connection as the schema's owner, closed when they are done. */
export function createKnex(url: string): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'signalbox migrations' },
    pool: { min: 0, max: 1 },
    // What fails is thrown as well; said here it would stand before the one sentence that tells what to do.
    log: { warn() {}, error() {}, deprecate() {}, debug() {} },
  })
}
