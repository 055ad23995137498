import { type Calls, type Phase } from '../link/messages.ts'

/**
 * The connection as data: what it is doing, and what each event makes of that. What follows from what is in
 * connectionStep.ts, and who does it is connection.ts.
 */
export type Activity =
  | 'loading' // the disk and the credentials are being read
  | 'connecting' // a token is fetched where needed, MQTT connects and subscribes
  | 'renewing' // the broker refused the credentials; new ones are fetched
  | 'waiting' // until the next try
  | 'catchingUp' // subscribed; /sync is under way
  | 'waitingToCatchUp' // subscribed; /sync failed or was asked for too often
  | 'live'
  | 'signedOut'
  | 'stopped'

export interface ConnectionState {
  activity: Activity
  /** Failed tries in a row: they stretch the waits. */
  failures: number
  /** Since when nothing is as it should be; undefined while live, and at a start that has not failed yet. */
  troubled: boolean
  offline: boolean
  /** Something answers over HTTP while the push connection is down. */
  polling: boolean
  pollTimer: boolean
  /** Credentials were refused once and renewed: the next refusal is an ordinary failure. */
  renewed: boolean
  /** A doubt came while catching up: what is being fetched may lack what was missed. */
  doubted: boolean
  liveSince: number
  startedOverAt: number
  nextTryAt: number | undefined
  problem: string | undefined
}

export type WakeReason = Calls['wake']['input']['reason']

export type ConnectionEvent =
  | { kind: 'restored'; signedIn: boolean }
  | { kind: 'signedIn' }
  | { kind: 'signedOut'; problem: string | undefined }
  | { kind: 'connected' }
  | { kind: 'lost'; problem: string }
  | { kind: 'credentialsRefused'; problem: string }
  | { kind: 'renewed' }
  | { kind: 'renewFailed'; problem: string }
  | { kind: 'caughtUp' }
  | { kind: 'catchUpFailed'; problem: string; retryAfter: number }
  | { kind: 'polled' }
  | { kind: 'pollFailed'; problem: string }
  | { kind: 'doubt'; problem: string }
  | { kind: 'retryDue' }
  | { kind: 'pollDue' }
  | { kind: 'offlineDue' }
  | { kind: 'wake'; reason: WakeReason }
  | { kind: 'networkLost' }
  | { kind: 'stopped' }

export type TimerName = 'retry' | 'poll' | 'offline'

export type ConnectionEffect =
  | { kind: 'connect' | 'disconnect' | 'renew' | 'catchUp' | 'poll' }
  | { kind: 'startTimer'; timer: TimerName; ms: number }
  | { kind: 'stopTimer'; timer: TimerName }

export interface Moment {
  now: number
  random: number
}

export const pollEvery = 30_000
export const offlineAfter = 30_000
/** A connection that holds shorter than this has not ended the trouble, and does not shorten the next wait. */
export const settledAfter = 10_000

export const firstState: ConnectionState = {
  activity: 'loading',
  failures: 0,
  troubled: false,
  offline: false,
  polling: false,
  pollTimer: false,
  renewed: false,
  doubted: false,
  liveSince: 0,
  startedOverAt: 0,
  nextTryAt: undefined,
  problem: undefined,
}

export interface Step {
  state: ConnectionState
  effects: ConnectionEffect[]
}

/** What the windows are shown. */
export function phaseOf(state: ConnectionState): Phase {
  switch (state.activity) {
    case 'loading':
      return 'starting'
    case 'live':
      return 'live'
    case 'catchingUp':
      return 'catching_up'
    case 'signedOut':
    case 'stopped':
      return 'signed_out'
    case 'waitingToCatchUp':
      return state.troubled ? 'reconnecting' : 'catching_up'
    default:
      if (state.offline) return 'offline'
      return state.troubled ? 'reconnecting' : 'starting'
  }
}
