import pg from 'pg'
import { type Principal } from '../contract/principal.ts'
import { isId } from '../contract/ids.ts'
import { Refused } from '../contract/errors.ts'
import { isStaff } from '../contract/user.ts'
import { preparing } from './preparing.ts'

/** What the database layer asks of a log; pino fits. */
export interface Log {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** Runs one statement; `$1` placeholders; rows come with times as RFC 3339 strings and bigints as numbers. */
export interface Queryable {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

export type AsReader = <T>(read: () => Promise<T>) => Promise<T>

export interface DatabaseOptions {
  url: string
  log: Log
  /** For `pg_stat_activity`, so that a person sees who holds a lock. */
  applicationName: string
  maxConnections?: number
  /** The injected clock: every `at` of a change comes from it. */
  now?: () => Date
}

const timestampTz = 1184
const int8 = 20

/** PostgreSQL writes "2026-11-22 06:30:00.123+00" (the session is in UTC); slicing is 5 times cheaper than a Date. */
function toIso(text: string): string {
  const [seconds = '', fraction = ''] = text.slice(11, -3).split('.')
  return `${text.slice(0, 10)}T${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
}

const typeParsers = new pg.TypeOverrides()
typeParsers.setTypeParser(timestampTz, toIso)
typeParsers.setTypeParser(int8, Number)

/**
 * How every connection of ours is set up. It starts as signalbox_service (never as the owner, who would bypass row level
 * security) and can fall back to nothing more: `reset role` leads back here. Every wait has an end, because a
 * half-open connection and an exhausted pool would otherwise wait for ever.
 */
export function connectionConfig(url: string, applicationName: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    types: typeParsers,
    options: '-c role=signalbox_service -c TimeZone=UTC -c DateStyle=ISO',
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  }
}

/** The pool and the two doors to it: `read` here, and write() beside it. */
export class Database {
  readonly log: Log
  readonly now: () => Date
  readonly #pool: pg.Pool

  constructor(options: DatabaseOptions) {
    this.log = options.log
    this.now = options.now ?? (() => new Date())
    this.#pool = new pg.Pool({
      ...connectionConfig(options.url, options.applicationName),
      max: options.maxConnections ?? 10,
    })
    // Without a listener a dropped connection ends the process.
    this.#pool.on('error', (error) => {
      if (!this.#pool.ending) this.log.warn({ error: error.message }, 'an idle database connection was lost')
    })
  }

  /**
   * Runs reads in one snapshot as the person who asks: what row level security hides from them does not exist here.
   * @throws {Refused} unavailable, when PostgreSQL cannot be reached.
   */
  async read<T>(principal: Principal, run: (db: Queryable) => Promise<T>): Promise<T> {
    return this.transaction(`begin isolation level repeatable read read only; ${becomeReader(principal)}`, run)
  }

  /**
   * Reads in one snapshot both as the system and, inside `asReader`, as the person who asks: for what compares the two,
   * such as which rows have left a person's view. What the system reads must never be answered as it is.
   */
  async compare<T>(principal: Principal, run: (db: Queryable, asReader: AsReader) => Promise<T>): Promise<T> {
    return this.transaction('begin isolation level repeatable read read only', (db) =>
      run(db, async (read) => {
        await db.query(becomeReader(principal))
        const result = await read()
        await db.query('set local role signalbox_service')
        return result
      }),
    )
  }

  /** Runs statements in one transaction as signalbox_service: for sign-in, the relay and jobs, never for what a person asks to see. */
  async service<T>(run: (db: Queryable) => Promise<T>): Promise<T> {
    return this.transaction('begin', run, preparing)
  }

  /** Runs statements as signalbox_auditor, who alone may read the audit, and forget what is old. Ask for rights first. */
  async asAuditor<T>(run: (db: Queryable) => Promise<T>): Promise<T> {
    return this.transaction('begin; set local role signalbox_auditor', run)
  }

  /** One read as signalbox_service that needs no transaction around it, which costs two more round trips: for what every request asks. */
  async look<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.#lend((client, spoil) =>
      preparing(client)
        .query<Row>(text, values)
        .catch((error: Error) => {
          // No rollback tells whether it is still busy with this.
          spoil(error)
          throw error
        }),
    )
  }

  /** Runs `begin`, then statements, then the commit. @param statements how they are sent: see `preparing` */
  async transaction<T>(
    begin: string,
    run: (db: Queryable) => Promise<T>,
    statements: (client: pg.ClientBase) => Queryable = queryable,
  ): Promise<T> {
    return this.#lend(async (client, spoil) => {
      try {
        await client.query(begin)
        const result = await run(statements(client))
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch(spoil)
        throw refusedIfOutOfRange(error) ?? error
      }
    })
  }

  /** Lends a connection of the pool; one that broke meanwhile, or was spoiled, is not given back to it. */
  async #lend<T>(use: (client: pg.PoolClient, spoil: (error: Error) => void) => Promise<T>): Promise<T> {
    const client = await this.#connect()
    let broken: Error | undefined
    const spoil = (error: Error) => {
      broken = error
    }
    client.on('error', spoil)
    try {
      return await use(client, spoil)
    } catch (error) {
      throw unavailableIfLost(error)
    } finally {
      client.off('error', spoil)
      client.release(broken)
    }
  }

  /** True when PostgreSQL answers. */
  async isUp(): Promise<boolean> {
    return this.#pool.query('select 1').then(
      () => true,
      () => false,
    )
  }

  stats(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount }
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw unavailableIfLost(error)
    }
  }
}

export function queryable(client: pg.ClientBase): Queryable {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      const result = await client.query<Row>(text, [...values])
      return result.rows
    },
  }
}

/**
 * The statements that turn a transaction's connection into a reader of that person's view. Ids are checked before they
 * become part of the text: SET takes no parameters.
 */
export function becomeReader(principal: Principal): string {
  const userId = principal.userId ?? ''
  if (userId !== '' && !isId(userId)) throw new Error(`not an id: ${userId}`)
  const reader = `set local signalbox.user_id = '${userId}'`
  if (isStaff(principal.role)) return `set local role signalbox_staff; ${reader}`
  const technicianId = principal.technicianId ?? ''
  if (technicianId !== '' && !isId(technicianId)) throw new Error(`not an id: ${technicianId}`)
  return `set local role signalbox_technician; ${reader}; set local signalbox.technician_id = '${technicianId}'`
}

/**
 * A value that its schema allows and PostgreSQL does not: a time before the year 1, a number in a cursor that is none. Of class 22
 * only those that come from a value alone; the others are mistakes of ours.
 */
const outOfRange = new Set(['22003', '22007', '22008', '22009', '22P02'])

function refusedIfOutOfRange(error: unknown): Refused | undefined {
  if (!(error instanceof Error) || !('code' in error) || !outOfRange.has(String(error.code))) return undefined
  const refusal = new Refused('invalid_input', 'A value is out of the range that can be stored.')
  return Object.assign(refusal, { cause: error })
}

/** Classes 08 and 57P, and what the driver says when the server is away: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const lost = /^(08|57P|53300)|^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT)$/
const lostMessage = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/

function unavailableIfLost(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refused) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (!lost.test(code) && !lostMessage.test(error.message)) return error
  return Object.assign(new Refused('unavailable', 'The database cannot be reached at the moment. Try again shortly.'), {
    cause: error,
  })
}
