import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { becomeReader, type Database, type Queryable } from './Database.ts'
import { insertChanges, type NewChange } from './outbox.ts'
import { claimKey, keepOutcome, type IdempotencyRequest, type KeptOutcome } from './idempotency.ts'
import { preparing } from './preparing.ts'

/** One write in progress. Rows it has read `for update` stay locked until it ends. */
export interface Transaction extends Queryable {
  readonly principal: Principal
  /** The time of this write, in every row and change of it. */
  readonly at: string
  /** Announces what this transaction did; goes out once it is committed. Call it after the row's lock is held. */
  announce(change: NewChange): void
  /** Runs one read as the person who asks, under row level security, in this same transaction. */
  asReader<T>(run: () => Promise<T>): Promise<T>
}

export interface Call {
  db: Database
  principal: Principal
  /** Set where the caller sent an Idempotency-Key. */
  idempotency?: IdempotencyRequest | undefined
}

/** What a write gives back: `kept` where the same key was answered before, so that the row is read again under present rights. */
export type Outcome<T> = { kept?: undefined; value: T } | { kept: KeptOutcome }

/** Deadlock and serialization failure (class 40): running the whole transaction again is the remedy PostgreSQL names. */
const retryable = new Set(['40001', '40P01'])
const attempts = 4

/**
 * The only door to a transaction that changes something: rows and the changes that announce them, one commit.
 * Rule W1: a change is committed with its rows or not at all.
 * Rule W2: with an Idempotency-Key the outcome, also a refusal, is committed with it; the same key never runs twice.
 * @param describe what a repeat of the same key needs to know of the result
 */
export async function write<T>(
  call: Call,
  describe: (value: T) => KeptOutcome,
  run: (tx: Transaction) => Promise<T>,
): Promise<Outcome<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await writeOnce(call, describe, run)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!retryable.has(code)) throw refusalOf(error, code)
      if (attempt === attempts) {
        throw Object.assign(new Refused('unavailable', 'Too many people changed the same thing at once. Try again.'), {
          cause: error,
        })
      }
    }
  }
}

/** A lock that is not granted within 5 s, and a statement past its limit, are passing: the caller may try again. */
function refusalOf(error: unknown, code: string): unknown {
  if (code !== '55P03' && code !== '57014') return error
  return Object.assign(new Refused('unavailable', 'This is busy at the moment. Try again.'), { cause: error })
}

async function writeOnce<T>(
  call: Call,
  describe: (value: T) => KeptOutcome,
  run: (tx: Transaction) => Promise<T>,
): Promise<Outcome<T>> {
  let refusal: Refused | undefined
  const begin = "begin; set local lock_timeout = '5s'"
  const runIn = async (db: Queryable): Promise<Outcome<T>> => {
    const changes: NewChange[] = []
    const tx = openTransaction(call, db, changes)
    const { idempotency } = call
    if (!idempotency) {
      const value = await run(tx)
      await insertChanges(tx, changes)
      return { value }
    }
    const kept = await claimKey(tx, idempotency)
    if (kept) return { kept }
    await tx.query('savepoint command')
    try {
      const value = await run(tx)
      await insertChanges(tx, changes)
      await keepOutcome(tx, idempotency, describe(value))
      return { value }
    } catch (error) {
      if (!isFinal(error)) throw error
      refusal = error
      await tx.query('rollback to savepoint command')
      const keptRefusal = { status: error.status, error: error.toBody().error }
      await keepOutcome(tx, idempotency, keptRefusal)
      return { kept: keptRefusal }
    }
  }
  const outcome = await call.db.transaction(begin, runIn, preparing)
  if (refusal) throw refusal
  return outcome
}

/** 429 and 5xx are not remembered: the same key may succeed later. */
function isFinal(error: unknown): error is Refused {
  return error instanceof Refused && error.status < 500 && error.status !== 429
}

function openTransaction(call: Call, db: Queryable, changes: NewChange[]): Transaction {
  return {
    principal: call.principal,
    at: call.db.now().toISOString(),
    query: (text, values) => db.query(text, values),
    announce: (change) => void changes.push(change),
    async asReader(read) {
      await db.query(becomeReader(call.principal))
      const result = await read()
      await db.query('set local role signalbox_service')
      return result
    },
  }
}
