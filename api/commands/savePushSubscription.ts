import { ECDH } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'
import { type Principal } from '../contract/principal.ts'
import { mostPushDevices, type PushSubscription } from '../contract/push.ts'
import { type Database } from '../db/Database.ts'
import { type Transaction, write } from '../db/write.ts'
import { checkPushEndpoint } from './checkPushEndpoint.ts'

/** Somebody at a session of their own. */
type Person = Principal & { userId: string; sessionId: string }

/**
 * From here on this session's device is told by Web Push, until the session ends. The same browser may have been somebody
 * else's before: it is told for one person only, the one that signed in last.
 * @throws {Refused} invalid_input
 */
export async function savePushSubscription(
  db: Database,
  person: Person,
  subscription: PushSubscription,
  server: { key: string; sandbox: string | undefined },
): Promise<void> {
  checkPushEndpoint(subscription.endpoint, server.sandbox)
  checkPoint(subscription.keys.p256dh)
  await write(
    { db, principal: person },
    () => ({ status: 204 }),
    async (tx) => {
      await lockUser(tx, person.userId)
      await replace(tx, person, subscription, server.key)
      await tx.query(
        `delete from push_subscriptions where user_id = $1 and id in (
           select id from push_subscriptions where user_id = $1 order by created_at desc, id desc offset $2)`,
        [person.userId, mostPushDevices],
      )
    },
  )
}

/** Two devices of one person that subscribe at once count one another. */
async function lockUser(tx: Transaction, userId: string): Promise<void> {
  await tx.query('select 1 from users where id = $1 for no key update', [userId])
}

async function replace(tx: Transaction, person: Person, subscription: PushSubscription, key: string): Promise<void> {
  const { endpoint, keys } = subscription
  // The same again changes nothing: what has been sent to it stays known.
  const same = await tx.query(
    `select 1 from push_subscriptions where session_id = $1 and user_id = $2 and role = $3 and endpoint = $4
       and p256dh = $5 and auth = $6 and server_key = $7`,
    [person.sessionId, person.userId, person.role, endpoint, keys.p256dh, keys.auth, key],
  )
  if (same.length > 0) return
  await tx.query('delete from push_subscriptions where session_id = $1 or endpoint = $2', [person.sessionId, endpoint])
  await tx.query(
    `insert into push_subscriptions (id, user_id, session_id, role, endpoint, p256dh, auth, server_key, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [newId(), person.userId, person.sessionId, person.role, endpoint, keys.p256dh, keys.auth, key, tx.at],
  )
}

/** This session's device is told no more. Once is as good as twice. */
export async function dropPushSubscription(db: Database, person: Person): Promise<void> {
  await write(
    { db, principal: person },
    () => ({ status: 204 }),
    (tx) => tx.query('delete from push_subscriptions where session_id = $1', [person.sessionId]),
  )
}

/** What is no point of the curve could not be encrypted for. */
function checkPoint(p256dh: string): void {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url', 'base64url', 'uncompressed')
  } catch {
    throw new Refused('invalid_input', 'keys.p256dh: it is no key of P-256.', { field: 'keys.p256dh' })
  }
}
