import { type PushMessage } from '../../../api/contract/push.ts'

/** What the worker keeps with a notification that it shows. */
export interface ShownData {
  id: string
  at: string
  path: string
  sentence: string
  body: string
  step?: PushMessage['step']
  /** How many different ones this place on the device has stood for since somebody looked. */
  count: number
}

/** A notification on the device, as far as the next one has to know it. */
export interface Shown {
  tag: string
  data: ShownData
}

export interface ToShow {
  title: string
  /** `renotify` and `timestamp` are known to browsers, and to no type library. */
  options: NotificationOptions & { renotify: boolean; timestamp: number }
}

export interface PushPlan {
  /** Shown ones that have been read or dealt with elsewhere, by their ids. */
  close: string[]
  show: ToShow | undefined
  /** Taken away at once: it was shown only because this browser counts every message that shows nothing. */
  isBrief: boolean
}

export interface Surroundings {
  shown: readonly Shown[]
  /** A console can be seen on this device: its toast tells. */
  isSeen: boolean
  /** Whether this browser ends a subscription whose messages show nothing. */
  mustShow: boolean
}

/** What is to become of a message. Pure: the worker does it. */
export function planFor(message: PushMessage, { shown, isSeen, mustShow }: Surroundings): PushPlan {
  const close = shown.map(({ data }) => data.id).filter((id) => message.gone.includes(id))
  const before = shown.find(({ tag, data }) => tag === message.tag && !message.gone.includes(data.id))?.data
  const { id, at, path, title: sentence, body, step } = message
  const own = { id, at, path, sentence, body, ...(step !== undefined && { step }) }
  const isSame = before?.id === id
  // An alarm that has become louder is heard again.
  const isRepeat = isSame && before.step === step
  const isOvertaken = before !== undefined && !isSame && before.at > at
  const count = (before?.count ?? 0) + (isSame ? 0 : 1)
  const data = isOvertaken ? { ...before, count } : { ...own, count }
  const isQuiet = isSeen || isRepeat || isOvertaken
  if (isSeen && !mustShow) return { close, show: undefined, isBrief: false }
  return { close, show: toShow(message.tag, data, isQuiet, before !== undefined), isBrief: isSeen }
}

function toShow(tag: string, data: ShownData, isQuiet: boolean, isReplacing: boolean): ToShow {
  const more = data.count > 1 ? `and ${data.count - 1} more` : ''
  const options = {
    body: [data.body, more].filter((part) => part !== '').join(' · '),
    tag,
    data,
    icon: '/icon-192.png',
    // Without it a browser that replaces one does so without a sound: right for what was told already.
    renotify: isReplacing && !isQuiet,
    timestamp: Date.parse(data.at),
    ...(isQuiet && { silent: true }),
  }
  return { title: data.sentence, options }
}

/** What our own server sent; undefined where it is of another version than this worker. */
export function readPush(value: unknown): PushMessage | undefined {
  if (typeof value !== 'object' || value === null || !('v' in value) || value.v !== 1) return undefined
  // Encrypted with keys that only our server has: its shape is what the contract says.
  return value as PushMessage
}

/** Something came that this worker cannot read: an older worker beside a newer server. */
export function unreadable(id: string, now: Date): PushMessage {
  const at = now.toISOString()
  return { v: 1, id, tag: 'news', title: 'Something new in Signalbox', body: '', path: '/notifications', at, gone: [] }
}

/** Safari's engine, which is every browser's on iOS. */
export function countsSilence(userAgent: string): boolean {
  return /AppleWebKit/.test(userAgent) && !/Chrome|Chromium|Edg\/|OPR\/|Android/.test(userAgent)
}
