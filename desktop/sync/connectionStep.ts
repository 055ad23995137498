import { backoff } from './backoff.ts'
import {
  firstState,
  offlineAfter,
  pollEvery,
  settledAfter,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  type Moment,
  type Step,
  type TimerName,
  type WakeReason,
} from './connectionState.ts'

/**
 * One event on one state: the state after it, and what is to be done. The complete table is in the test beside it.
 * Rules S1 to S9 of SPEC.md.
 */
export function step(state: ConnectionState, event: ConnectionEvent, moment: Moment): Step {
  if (state.activity === 'stopped') return stay(state)
  switch (event.kind) {
    case 'stopped':
      return { state: { ...state, activity: 'stopped' }, effects: [disconnect, ...stopTimers] }
    case 'signedIn':
      return { state: { ...firstState, activity: 'connecting' }, effects: [disconnect, ...stopTimers, connect] }
    case 'signedOut':
      return signedOut(event.problem)
    default:
      return state.activity === 'signedOut' ? stay(state) : stepSignedIn(state, event, moment)
  }
}

type SignedInEvent = Exclude<ConnectionEvent, { kind: 'stopped' | 'signedIn' | 'signedOut' }>

function stepSignedIn(state: ConnectionState, event: SignedInEvent, moment: Moment): Step {
  switch (event.kind) {
    case 'restored':
      if (state.activity !== 'loading') return stay(state)
      return event.signedIn ? tryNow(state) : signedOut(undefined)
    case 'connected':
      return state.activity === 'connecting' ? connected(state) : stay(state)
    case 'credentialsRefused':
      return credentialsRefused(state, event.problem, moment)
    case 'renewed':
      return state.activity === 'renewing' ? tryNow(state) : stay(state)
    case 'renewFailed':
      return state.activity === 'renewing' ? tryFailed(state, event.problem, moment) : stay(state)
    case 'lost':
      return lost(state, event.problem, moment)
    case 'caughtUp':
      return state.activity === 'catchingUp' ? caughtUp(state, moment) : stay(state)
    case 'catchUpFailed':
      return state.activity === 'catchingUp' ? catchUpFailed(state, event, moment) : stay(state)
    case 'doubt':
      return doubt(state, event.problem, moment)
    case 'networkLost':
      return networkLost(state, moment)
    case 'wake':
      return wake(state, event.reason, moment)
    default:
      return stepTimers(state, event)
  }
}

type TimerEvent = Extract<ConnectionEvent, { kind: 'polled' | 'pollFailed' | 'retryDue' | 'pollDue' | 'offlineDue' }>

function stepTimers(state: ConnectionState, event: TimerEvent): Step {
  if (event.kind === 'retryDue') {
    if (state.activity === 'waiting') return tryNow(state)
    return state.activity === 'waitingToCatchUp' ? toCatchUp(state) : stay(state)
  }
  if (!isDown(state)) return stay(state)
  switch (event.kind) {
    case 'pollDue':
      return { state, effects: [{ kind: 'poll' }, startTimer('poll', pollEvery)] }
    case 'polled':
      return { state: { ...state, polling: true, offline: false }, effects: [stopTimer('offline')] }
    case 'pollFailed':
      if (!state.polling) return stay(state)
      return { state: { ...state, polling: false }, effects: [startTimer('offline', offlineAfter)] }
    case 'offlineDue':
      return stay(state.polling ? state : { ...state, offline: true })
  }
}

const echoWithin = 2_000

const connect: ConnectionEffect = { kind: 'connect' }
const disconnect: ConnectionEffect = { kind: 'disconnect' }
const catchUp: ConnectionEffect = { kind: 'catchUp' }
const stopTimers: ConnectionEffect[] = [stopTimer('retry'), stopTimer('poll'), stopTimer('offline')]

function startTimer(timer: TimerName, ms: number): ConnectionEffect {
  return { kind: 'startTimer', timer, ms }
}

function stopTimer(timer: TimerName): ConnectionEffect {
  return { kind: 'stopTimer', timer }
}

/** The push connection is not there. */
function isDown({ activity }: ConnectionState): boolean {
  return activity === 'connecting' || activity === 'renewing' || activity === 'waiting'
}

function isUp({ activity }: ConnectionState): boolean {
  return activity === 'catchingUp' || activity === 'waitingToCatchUp' || activity === 'live'
}

function stay(state: ConnectionState): Step {
  return { state, effects: [] }
}

function signedOut(problem: string | undefined): Step {
  return { state: { ...firstState, activity: 'signedOut', problem }, effects: [disconnect, ...stopTimers] }
}

function tryNow(state: ConnectionState): Step {
  return { state: { ...state, activity: 'connecting', nextTryAt: undefined }, effects: [stopTimer('retry'), connect] }
}

/** Everything anew: the old connection may look alive and be dead. */
function startOver(state: ConnectionState, { now }: Moment): Step {
  return {
    state: {
      ...state,
      activity: 'connecting',
      failures: 0,
      troubled: true,
      offline: false,
      doubted: false,
      startedOverAt: now,
      nextTryAt: undefined,
    },
    effects: [disconnect, stopTimer('retry'), startTimer('offline', offlineAfter), connect],
  }
}

function toWaiting(state: ConnectionState, problem: string, { now, random }: Moment): Step {
  const wait = backoff(state.failures, random)
  const effects = [startTimer('retry', wait)]
  // While up, or before any trouble, the clock towards offline does not run.
  if (!state.troubled || isUp(state)) effects.push(startTimer('offline', offlineAfter))
  const nextTryAt = now + wait
  const failures = state.failures + 1
  return {
    state: { ...state, activity: 'waiting', troubled: true, doubted: false, failures, problem, nextTryAt },
    effects,
  }
}

/** A try that failed; the first one also begins the polling: it may be MQTT alone that does not get through. */
function tryFailed(state: ConnectionState, problem: string, moment: Moment): Step {
  const waiting = toWaiting(state, problem, moment)
  if (state.pollTimer) return waiting
  return {
    state: { ...waiting.state, pollTimer: true },
    effects: [...waiting.effects, { kind: 'poll' }, startTimer('poll', pollEvery)],
  }
}

function lost(state: ConnectionState, problem: string, moment: Moment): Step {
  if (state.activity === 'connecting') return tryFailed(state, problem, moment)
  return isUp(state) ? toWaiting(settled(state, moment), problem, moment) : stay(state)
}

/** Only a connection that held for a while ends a row of failures. */
function settled(state: ConnectionState, { now }: Moment): ConnectionState {
  return state.activity === 'live' && now - state.liveSince >= settledAfter ? { ...state, failures: 0 } : state
}

function credentialsRefused(state: ConnectionState, problem: string, moment: Moment): Step {
  if (state.activity !== 'connecting' || state.renewed) return lost(state, problem, moment)
  return {
    state: { ...state, activity: 'renewing', renewed: true, troubled: true, problem },
    effects: [{ kind: 'renew' }, ...(state.troubled ? [] : [startTimer('offline', offlineAfter)])],
  }
}

function toCatchUp(state: ConnectionState): Step {
  return {
    state: { ...state, activity: 'catchingUp', doubted: false, nextTryAt: undefined },
    effects: [stopTimer('retry'), catchUp],
  }
}

function connected(state: ConnectionState): Step {
  const { state: next, effects } = toCatchUp({ ...state, offline: false, polling: false, pollTimer: false })
  return { state: next, effects: [stopTimer('poll'), stopTimer('offline'), ...effects] }
}

function waitToCatchUp(state: ConnectionState, least: number, { now, random }: Moment): Step {
  const wait = Math.max(least, backoff(state.failures, random))
  const failures = state.failures + 1
  return {
    state: { ...state, activity: 'waitingToCatchUp', doubted: false, failures, nextTryAt: now + wait },
    effects: [startTimer('retry', wait)],
  }
}

function caughtUp(state: ConnectionState, moment: Moment): Step {
  if (state.doubted) return waitToCatchUp(state, 0, moment)
  return stay({
    ...state,
    activity: 'live',
    troubled: false,
    renewed: false,
    problem: undefined,
    liveSince: moment.now,
  })
}

function catchUpFailed(state: ConnectionState, event: { problem: string; retryAfter: number }, moment: Moment): Step {
  return waitToCatchUp({ ...state, troubled: true, problem: event.problem }, event.retryAfter, moment)
}

/** At once where it is the first for a while, else with growing waits: a message that never parses must not make a storm. */
function doubt(state: ConnectionState, problem: string, moment: Moment): Step {
  if (state.activity === 'catchingUp') return stay({ ...state, doubted: true, problem })
  if (state.activity !== 'live') return stay(state)
  const next = { ...settled(state, moment), problem }
  return next.failures === 0 ? toCatchUp({ ...next, failures: 1 }) : waitToCatchUp(next, 0, moment)
}

function networkLost(state: ConnectionState, moment: Moment): Step {
  if (!isUp(state)) return stay({ ...state, offline: true })
  const { state: next, effects } = toWaiting(settled(state, moment), 'There is no network.', moment)
  return { state: { ...next, offline: true }, effects: [disconnect, ...effects] }
}

function wake(state: ConnectionState, reason: WakeReason, moment: Moment): Step {
  if (state.activity === 'loading') return stay({ ...state, offline: false })
  if (reason === 'wake' || reason === 'online') {
    // Every window says so; once is enough.
    const isEcho = state.activity === 'connecting' && moment.now - state.startedOverAt < echoWithin
    // After sleep, or on another network, a connection may be dead and not know it.
    return isEcho ? stay(state) : startOver(state, moment)
  }
  switch (state.activity) {
    case 'waiting':
      return tryNow(reason === 'asked' ? { ...state, failures: 0 } : state)
    case 'waitingToCatchUp':
      return toCatchUp(state)
    case 'live':
      return reason === 'asked' ? toCatchUp(state) : stay(state)
    default:
      return stay(state)
  }
}
