import {
  entityTypes,
  type EntityType,
  type Envelope,
  type FeedMessage,
  type Head,
  type SyncLine,
} from '../../api/contract/change.ts'
import { isId } from '../../api/contract/ids.ts'
import { topics } from '../../api/contract/topics.ts'
import { isRecord } from '../link/wire.ts'

/**
 * The border to the server: what came over MQTT and /sync is checked here, by hand, since the consoles' CSP forbids the
 * compiled kind and 50,000 rows a start forbid the slow kind. Envelopes are checked in full; rows are known by their
 * type, id and version and trusted beyond that.
 */
export type FeedEvent =
  | { kind: 'changes'; feed: string; message: FeedMessage }
  | { kind: 'change'; envelope: Envelope }
  | { kind: 'head'; head: Head }
  | { kind: 'cleared' }
  | { kind: 'unreadable'; problem: string }

const knownTypes: ReadonlySet<unknown> = new Set(entityTypes)

export function isEntityType(value: unknown): value is EntityType {
  return knownTypes.has(value)
}

export function isIdText(value: unknown): value is string {
  return typeof value === 'string' && isId(value)
}

function isNatural(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}

/** Types and actions may be ones that only a newer server knows: the contract grows by adding. The feed skips them. */
function isEnvelope(value: unknown): value is Envelope {
  if (!isRecord(value) || value.v !== 1) return false
  const named = typeof value.type === 'string' && typeof value.action === 'string' && isIdText(value.id)
  const counted = isNatural(value.seq) && isNatural(value.version) && isTime(value.at)
  if (!named || !counted) return false
  return value.gone === true || value.action === 'delete' || value.data !== undefined
}

function isHead(value: unknown): value is Head {
  return isRecord(value) && isNatural(value.seq) && isTime(value.at)
}

function isFeedMessage(value: unknown): value is FeedMessage {
  if (!isRecord(value) || value.v !== 1 || !isNatural(value.from) || !isNatural(value.to)) return false
  if (value.prev !== null && !isNatural(value.prev)) return false
  return Array.isArray(value.changes) && value.changes.every(isEnvelope)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A message by its topic. What does not parse is a doubt for the feed to settle, never an exception. */
export function readMessage(topic: string, payload: string): FeedEvent {
  if (payload.length === 0) return { kind: 'cleared' }
  const value = parse(payload)
  if (topic === topics.head) {
    return isHead(value) ? { kind: 'head', head: value } : unreadable(topic)
  }
  if (topic.startsWith('feed/')) {
    return isFeedMessage(value) ? { kind: 'changes', feed: topic, message: value } : unreadable(topic)
  }
  return isEnvelope(value) ? { kind: 'change', envelope: value } : unreadable(topic)
}

function unreadable(topic: string): FeedEvent {
  return { kind: 'unreadable', problem: `A message on ${topic} could not be read.` }
}

/** One line of /sync; undefined where it is none, null where it is of a kind that only a newer console knows. */
export function readSyncLine(line: string): SyncLine | undefined | null {
  const value = parse(line)
  if (!isRecord(value)) return undefined
  if ('head' in value) return isNatural(value.head) ? { head: value.head } : undefined
  if (typeof value.type !== 'string' || !isIdText(value.id) || !isNatural(value.version)) return undefined
  if (!isEntityType(value.type)) return null
  const { type, id, version } = value
  if (value.gone === true) return { type, id, version, gone: true }
  return isRecord(value.data) ? { type, id, version, data: value.data } : undefined
}
