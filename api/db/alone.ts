import pg from 'pg'

/** Among servers that begin on one database at the same time. */
const firstDayLock = 7_411_004

/** Runs it while no other server does: who comes second finds what the first one has made. */
export async function alone<T>(url: string, run: () => Promise<T>): Promise<T> {
  const holder = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  holder.on('error', () => {})
  await holder.connect()
  try {
    await holder.query('select pg_advisory_lock($1)', [firstDayLock])
    return await run()
  } finally {
    await holder.end()
  }
}
