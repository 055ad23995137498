import webPush from 'web-push'
import { type Database, type Queryable } from '../db/Database.ts'
import { claimPushes, dropEnded, waits, type DuePush } from './claimPushes.ts'
import { postPush } from './postPush.ts'
import { pushHeaders, pushMessage } from './pushMessage.ts'
import { WokenJob } from './WokenJob.ts'

/** The guarantee behind being woken, and when what failed is looked at. */
const pollInterval = 5_000
/** Messages under way at once: one push service that hangs must not hold up the others. */
const mostAtOnce = 32
/** A push service keeps a message so long for a device that is off: with the next shift it is no news any more. */
const timeToLive = 4 * 3600
/** However long a push service asks for. */
const longestWait = 3_600_000

export interface PushSenderOptions {
  db: Pick<Database, 'now' | 'service' | 'log'>
  /** The current one first; a device that subscribed with a former one takes messages from that one only. */
  keys: readonly { publicKey: string; privateKey: string }[]
  /** Whom a push service may write to: an https address or a mailto: one (RFC 8292, section 2.1). */
  contact: string
  /** Undefined but in tests. */
  sandbox: string | undefined
  /** Of several nodes the one that sends. */
  leads: () => boolean
}

/**
 * Tells devices by Web Push. Rule N5: a try is noted before it is made, so that each device is told once, however many
 * servers run; one that is killed between the push service's answer and its own note tells again after a minute, under
 * the same tag, which takes the place of what is shown.
 */
export class PushSender {
  readonly #options: PushSenderOptions
  readonly #sending = new Set<Promise<void>>()
  readonly #job: WokenJob
  /** There was more to send than may be under way. */
  #hasMore = false

  constructor(options: PushSenderOptions) {
    this.#options = options
    const onError = (error: unknown): void =>
      options.db.log.warn({ error: String(error) }, 'pushes could not be looked for; trying again')
    // Never more at once: what is left waits for one of those under way to end.
    const run = (): Promise<boolean> => this.#startDue().then(() => false)
    this.#job = new WokenJob({ every: pollInterval, run, onError })
  }

  /** There may be something to send. */
  wake(): void {
    this.#job.wake()
  }

  /** Resolves when all that was due has been tried. */
  async settled(): Promise<void> {
    while (this.#job.running || this.#sending.size > 0) await Promise.all([this.#job.running, ...this.#sending])
  }

  /** What is under way is waited for: whether it arrived could not be known otherwise. */
  async stop(): Promise<void> {
    await this.#job.stop()
    await this.settled()
  }

  async #startDue(): Promise<void> {
    const { db, leads } = this.#options
    const most = mostAtOnce - this.#sending.size
    if (!leads() || most === 0) return
    const due = await db.service(async (tx) => {
      await dropEnded(tx, db.now())
      return claimPushes(tx, db.now(), most)
    })
    this.#hasMore = due.length === most
    for (const push of due) this.#start(push)
  }

  #start(push: DuePush): void {
    const sending = this.#send(push).finally(() => {
      this.#sending.delete(sending)
      if (this.#hasMore) this.wake()
    })
    this.#sending.add(sending)
  }

  async #send(push: DuePush): Promise<void> {
    const { db } = this.#options
    try {
      const outcome = await this.#tryOnce(push)
      await db.service((tx) => settle(tx, push, outcome, db.now()))
      if (outcome.kind !== 'sent') db.log.info({ ...outcome, push: push.notification.id }, 'a push was not taken')
    } catch (error) {
      // Noted as a try: it is due again in its time.
      db.log.warn({ error: String(error) }, 'what became of a push could not be noted')
    }
  }

  async #tryOnce(push: DuePush): Promise<Outcome> {
    const { keys, contact, sandbox } = this.#options
    const key = keys.find(({ publicKey }) => publicKey === push.serverKey)
    // The device subscribes anew, with the key of now, when its console is opened.
    if (!key) return { kind: 'gone', problem: 'its key was replaced' }
    try {
      const { endpoint } = push
      const text = JSON.stringify(pushMessage(push.notification, push.gone))
      const { cipherText } = webPush.encrypt(push.keys.p256dh, push.keys.auth, text, 'aes128gcm')
      const { origin } = new URL(endpoint)
      const vapid = webPush.getVapidHeaders(origin, contact, key.publicKey, key.privateKey, 'aes128gcm')
      const { urgency, topic } = pushHeaders(push.subscriptionId, push.notification)
      const headers = {
        authorization: vapid.Authorization,
        'content-type': 'application/octet-stream',
        'content-encoding': 'aes128gcm',
        'content-length': cipherText.length,
        ttl: timeToLive,
        urgency,
        topic,
      }
      const { status, retryAfter } = await postPush(endpoint, headers, cipherText, sandbox)
      return outcomeOf(status, retryAfter, push.tries)
    } catch (error) {
      return passing(error instanceof Error ? error.message : String(error), push.tries)
    }
  }
}

type Outcome =
  | { kind: 'sent' }
  | { kind: 'later'; problem: string; wait: number | undefined }
  | { kind: 'gaveUp'; problem: string }
  | { kind: 'gone'; problem: string }

function outcomeOf(status: number, retryAfter: number | undefined, tries: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const problem = `the push service answered ${status}`
  if (status === 404 || status === 410) return { kind: 'gone', problem }
  if (status === 408 || status === 429 || status >= 500) return passing(problem, tries, retryAfter)
  // Anything else, a redirect among them, would be the same again.
  return { kind: 'gaveUp', problem }
}

function passing(problem: string, tries: number, wait?: number): Outcome {
  return tries > waits.length ? { kind: 'gaveUp', problem } : { kind: 'later', problem, wait }
}

async function settle(tx: Queryable, push: DuePush, outcome: Outcome, now: Date): Promise<void> {
  const own = [push.notification.id, push.subscriptionId]
  const where = 'where notification_id = $1 and subscription_id = $2'
  if (outcome.kind === 'sent') {
    await tx.query(`update pushes set sent_at = $3 ${where}`, [...own, now.toISOString()])
  } else if (outcome.kind === 'gone') {
    await tx.query('delete from push_subscriptions where id = $1', [push.subscriptionId])
  } else if (outcome.kind === 'gaveUp') {
    await tx.query(`update pushes set problem = $3 ${where}`, [...own, outcome.problem.slice(0, 500)])
  } else if (outcome.wait !== undefined) {
    const due = new Date(now.getTime() + Math.min(outcome.wait, longestWait)).toISOString()
    await tx.query(`update pushes set due_at = greatest(due_at, $3) ${where}`, [...own, due])
  }
}
