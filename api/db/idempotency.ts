import { createHash } from 'node:crypto'
import { type EntityType } from '../contract/change.ts'
import { type ErrorBody, Refused } from '../contract/errors.ts'
import { type Queryable } from './Database.ts'
import { type Transaction } from './write.ts'

export interface IdempotencyRequest {
  key: string
  method: string
  path: string
  body: unknown
}

/** What is remembered of an answered write: its first status, and the row to read again or the refusal to repeat. */
export interface KeptOutcome {
  status: number
  row?: { type: EntityType; id: string }
  error?: ErrorBody['error']
}

/** The same key with another request is refused; what is compared is this. */
function hashRequest({ method, path, body }: IdempotencyRequest): Buffer {
  return createHash('sha256')
    .update(`${method} ${path}\n${JSON.stringify(body ?? null)}`)
    .digest()
}

interface KeyRow {
  request_hash: Buffer
  status: number
  result: Omit<KeptOutcome, 'status'>
}

/**
 * Claims the key for this transaction. Where another one holds it, the insert waits until that one has ended.
 * @returns what the first one answered, or undefined when this is the first.
 * @throws {Refused} idempotency_mismatch, when the key was used for another request.
 */
export async function claimKey(tx: Transaction, request: IdempotencyRequest): Promise<KeptOutcome | undefined> {
  const { userId } = tx.principal
  const requestHash = hashRequest(request)
  const claimed = await tx.query(
    `insert into idempotency_keys (user_id, key, request_hash, created_at) values ($1, $2, $3, $4)
     on conflict do nothing returning key`,
    [userId, request.key, requestHash, tx.at],
  )
  if (claimed.length > 0) return undefined
  const [row] = await tx.query<KeyRow>(
    'select request_hash, status, result from idempotency_keys where user_id = $1 and key = $2',
    [userId, request.key],
  )
  if (!row) throw new Refused('unavailable', 'Try again.')
  if (!row.request_hash.equals(requestHash)) {
    throw new Refused('idempotency_mismatch', 'This Idempotency-Key was used for a different request.')
  }
  return { status: row.status, ...row.result }
}

export async function keepOutcome(
  tx: Transaction,
  request: IdempotencyRequest,
  { status, ...result }: KeptOutcome,
): Promise<void> {
  await tx.query('update idempotency_keys set status = $3, result = $4 where user_id = $1 and key = $2', [
    tx.principal.userId,
    request.key,
    status,
    JSON.stringify(result),
  ])
}

/** Forgets keys that were used over 30 days ago. */
export async function pruneKeys(db: Queryable, now: Date): Promise<number> {
  const before = new Date(now.getTime() - 30 * 24 * 3600 * 1000).toISOString()
  const gone = await db.query('delete from idempotency_keys where created_at < $1 returning key', [before])
  return gone.length
}
