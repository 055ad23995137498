import { type AlarmStep } from './alarm.ts'
import { Type as T, type Static } from 'typebox'

/** Devices of one person that are told by Web Push; with one more the one that was added first ends. */
export const mostPushDevices = 10

/** As `PushSubscription.toJSON()` gives it (W3C Push API): where the browser's push service takes messages, and the keys that only this browser opens them with. */
export const PushSubscription = T.Object(
  {
    endpoint: T.String({ minLength: 1, maxLength: 1_000 }),
    keys: T.Object(
      {
        p256dh: T.String({ pattern: '^B[\\w-]{86}$', description: 'a point of P-256, uncompressed, in base64url' }),
        auth: T.String({ pattern: '^[\\w-]{22}$', description: '16 bytes in base64url' }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type PushSubscription = Static<typeof PushSubscription>

/** What a device has to know to subscribe, and how things stand for the session that asks. */
export const PushState = T.Object(
  {
    publicKey: T.String({ description: 'the server’s key (VAPID, RFC 8292), for `pushManager.subscribe`' }),
    endpoint: T.Optional(T.String({ description: 'where this session is told; absent where it is not' })),
    others: T.Integer({ minimum: 0, description: 'other devices of this person that are told' }),
  },
  { additionalProperties: false },
)
export type PushState = Static<typeof PushState>

/** What the device gets, encrypted for it alone (RFC 8291): ready words, and nothing of what was said. */
export interface PushMessage {
  v: 1
  /** The notification's. */
  id: string
  /** A ticket has one place on the device: the newest takes the place of what stands there. */
  tag: string
  title: string
  body: string
  /** The view it leads to. */
  path: string
  at: string
  /** Of an alarm, how loud it has become: each step is news, under the same id. */
  step?: AlarmStep
  /** Notifications that this device was told of, and that have been read or dealt with elsewhere since. */
  gone: string[]
}
