import { type SessionUser } from '../../api/contract/session.ts'
import { type Home } from '../link/messages.ts'
import { type ReplicaStore } from './replicaStore.ts'

/** The world, as the sync client is handed it: nothing in this folder reaches for a clock, a socket or a disk itself. */
export interface SyncPorts {
  clock: Clock
  http: HttpPort
  mqtt: MqttPort
  store: ReplicaStore
  credentials: CredentialStore
  log: Log
  home: Home
  /** A new UUID, version 7 (RFC 9562, section 5.7), larger than all that it gave before. */
  newId: () => string
  /** Calls back once the window of that id is gone, where its port cannot tell (browsers); gives back how to stop. */
  watchWindow?: (windowId: string, onGone: () => void) => () => void
}

export interface Clock {
  /** This machine's time in ms since 1970; it may jump. */
  now: () => number
  /** Runs once after `ms`; what it gives back calls it off. */
  after: (ms: number, run: () => void) => () => void
  /** At least 0, below 1. */
  random: () => number
}

export interface Log {
  info(message: string, details?: Record<string, unknown>): void
  warn(message: string, details?: Record<string, unknown>): void
  error(message: string, details?: Record<string, unknown>): void
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the server's address, with its query: `/api/v1/sync?since=7`. */
  path: string
  headers: Record<string, string>
  body?: string
  /** Sent as `multipart/form-data`, in place of a body. */
  file?: { field: string; name: string; bytes: ArrayBuffer }
  /** Given up when nothing arrives for so long, ms. */
  deadline: number
}

export interface HttpAnswer {
  status: number
  header(name: string): string | undefined
  /** The body as it arrives, decoded; reading it to the end or leaving the loop ends the request. */
  chunks(): AsyncIterable<string>
  /** The body as it is, in place of `chunks`. */
  bytes(): Promise<ArrayBuffer>
}

export interface HttpPort {
  /** Rejects where there was no answer: no network, no server, no answer in time. */
  request(request: HttpRequest): Promise<HttpAnswer>
  /** Ends all that is under way; their promises reject. */
  close(): void
}

export interface MqttMessage {
  topic: string
  /** The payload as text; empty for a message that only clears retained state. */
  payload: string
  /** A copy kept by the broker, given on SUBSCRIBE: it may be old (MQTT 3.1.1, section 3.3.1.3). */
  retained: boolean
}

export interface MqttEvents {
  onMessage(message: MqttMessage): void
  /** Once, also where connecting failed. `refused` is a CONNACK that says no to the credentials (codes 4 and 5). */
  onClosed(end: { problem: string; refused: boolean }): void
}

export interface MqttConnection {
  /** QoS 1. Resolves with the filters that were refused (SUBACK 0x80); rejects when the connection ends first. */
  subscribe(filters: string[]): Promise<string[]>
  unsubscribe(filters: string[]): Promise<void>
  /** Silent: `onClosed` is not called any more. */
  close(): void
}

export interface MqttPort {
  /**
   * Connects once, with a clean session and the access token as password; resolves at a CONNACK that accepts, and never
   * where that does not come (`onClosed` says why). It does not reconnect by itself: connection.ts decides that.
   */
  connect(token: string, events: MqttEvents): { connected: Promise<MqttConnection>; close(): void }
}

/** What is kept between two runs. Where it is kept is the home's affair (IndexedDB, safeStorage). */
export interface Credentials {
  refreshToken: string
  user: SessionUser
}

export interface CredentialStore {
  load(): Promise<Credentials | undefined>
  save(credentials: Credentials): Promise<void>
  clear(): Promise<void>
}
