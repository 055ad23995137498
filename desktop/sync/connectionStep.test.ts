import { describe, expect, test } from 'vitest'
import { backoff, longestWait } from './backoff.ts'
import {
  firstState,
  phaseOf,
  type Activity,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  type Step,
} from './connectionState.ts'
import { step } from './connectionStep.ts'

const moment = { now: 100_000, random: 0.5 }

const states: Record<Activity, ConnectionState> = {
  loading: firstState,
  connecting: { ...firstState, activity: 'connecting' },
  renewing: { ...firstState, activity: 'renewing', renewed: true, troubled: true },
  waiting: { ...firstState, activity: 'waiting', troubled: true, failures: 3, pollTimer: true },
  catchingUp: { ...firstState, activity: 'catchingUp' },
  waitingToCatchUp: { ...firstState, activity: 'waitingToCatchUp', troubled: true },
  live: { ...firstState, activity: 'live' },
  signedOut: { ...firstState, activity: 'signedOut' },
  stopped: { ...firstState, activity: 'stopped' },
}

const events = {
  'restored, signed in': { kind: 'restored', signedIn: true },
  'restored, signed out': { kind: 'restored', signedIn: false },
  signedIn: { kind: 'signedIn' },
  signedOut: { kind: 'signedOut', problem: 'p' },
  connected: { kind: 'connected' },
  lost: { kind: 'lost', problem: 'p' },
  credentialsRefused: { kind: 'credentialsRefused', problem: 'p' },
  renewed: { kind: 'renewed' },
  renewFailed: { kind: 'renewFailed', problem: 'p' },
  caughtUp: { kind: 'caughtUp' },
  catchUpFailed: { kind: 'catchUpFailed', problem: 'p', retryAfter: 0 },
  polled: { kind: 'polled' },
  pollFailed: { kind: 'pollFailed', problem: 'p' },
  doubt: { kind: 'doubt', problem: 'p' },
  retryDue: { kind: 'retryDue' },
  pollDue: { kind: 'pollDue' },
  offlineDue: { kind: 'offlineDue' },
  'wake wake': { kind: 'wake', reason: 'wake' },
  'wake focus': { kind: 'wake', reason: 'focus' },
  'wake online': { kind: 'wake', reason: 'online' },
  'wake asked': { kind: 'wake', reason: 'asked' },
  networkLost: { kind: 'networkLost' },
  stopped: { kind: 'stopped' },
} satisfies Record<string, ConnectionEvent>

/**
 * For each state and event: the activity after it (`=` the same), and the effects (`+` starts a timer, `-` stops one).
 * `-` alone: nothing changes and nothing is done.
 */
const table: Record<Activity, Record<keyof typeof events, string>> = {
  loading: {
    'restored, signed in': 'connecting | -retry connect',
    'restored, signed out': 'signedOut | disconnect -retry -poll -offline',
    signedIn: 'connecting | disconnect -retry -poll -offline connect',
    signedOut: 'signedOut | disconnect -retry -poll -offline',
    connected: '-',
    lost: '-',
    credentialsRefused: '-',
    renewed: '-',
    renewFailed: '-',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '-',
    pollFailed: '-',
    doubt: '-',
    retryDue: '-',
    pollDue: '-',
    offlineDue: '-',
    'wake wake': '-',
    'wake focus': '-',
    'wake online': '-',
    'wake asked': '-',
    networkLost: '=',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  connecting: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: '= | disconnect -retry -poll -offline connect',
    signedOut: 'signedOut | disconnect -retry -poll -offline',
    connected: 'catchingUp | -poll -offline -retry catchUp',
    lost: 'waiting | +retry +offline poll +poll',
    credentialsRefused: 'renewing | renew +offline',
    renewed: '-',
    renewFailed: '-',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '= | -offline',
    pollFailed: '-',
    doubt: '-',
    retryDue: '-',
    pollDue: '= | poll +poll',
    offlineDue: '=',
    'wake wake': '= | disconnect -retry +offline connect',
    'wake focus': '-',
    'wake online': '= | disconnect -retry +offline connect',
    'wake asked': '-',
    networkLost: '=',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  renewing: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: 'connecting | disconnect -retry -poll -offline connect',
    signedOut: 'signedOut | disconnect -retry -poll -offline',
    connected: '-',
    lost: '-',
    credentialsRefused: '-',
    renewed: 'connecting | -retry connect',
    renewFailed: 'waiting | +retry poll +poll',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '= | -offline',
    pollFailed: '-',
    doubt: '-',
    retryDue: '-',
    pollDue: '= | poll +poll',
    offlineDue: '=',
    'wake wake': 'connecting | disconnect -retry +offline connect',
    'wake focus': '-',
    'wake online': 'connecting | disconnect -retry +offline connect',
    'wake asked': '-',
    networkLost: '=',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  waiting: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: 'connecting | disconnect -retry -poll -offline connect',
    signedOut: 'signedOut | disconnect -retry -poll -offline',
    connected: '-',
    lost: '-',
    credentialsRefused: '-',
    renewed: '-',
    renewFailed: '-',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '= | -offline',
    pollFailed: '-',
    doubt: '-',
    retryDue: 'connecting | -retry connect',
    pollDue: '= | poll +poll',
    offlineDue: '=',
    'wake wake': 'connecting | disconnect -retry +offline connect',
    'wake focus': 'connecting | -retry connect',
    'wake online': 'connecting | disconnect -retry +offline connect',
    'wake asked': 'connecting | -retry connect',
    networkLost: '=',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  catchingUp: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: 'connecting | disconnect -retry -poll -offline connect',
    signedOut: 'signedOut | disconnect -retry -poll -offline',
    connected: '-',
    lost: 'waiting | +retry +offline',
    credentialsRefused: 'waiting | +retry +offline',
    renewed: '-',
    renewFailed: '-',
    caughtUp: 'live',
    catchUpFailed: 'waitingToCatchUp | +retry',
    polled: '-',
    pollFailed: '-',
    doubt: '=',
    retryDue: '-',
    pollDue: '-',
    offlineDue: '-',
    'wake wake': 'connecting | disconnect -retry +offline connect',
    'wake focus': '-',
    'wake online': 'connecting | disconnect -retry +offline connect',
    'wake asked': '-',
    networkLost: 'waiting | disconnect +retry +offline',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  waitingToCatchUp: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: 'connecting | disconnect -retry -poll -offline connect',
    signedOut: 'signedOut | disconnect -retry -poll -offline',
    connected: '-',
    lost: 'waiting | +retry +offline',
    credentialsRefused: 'waiting | +retry +offline',
    renewed: '-',
    renewFailed: '-',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '-',
    pollFailed: '-',
    doubt: '-',
    retryDue: 'catchingUp | -retry catchUp',
    pollDue: '-',
    offlineDue: '-',
    'wake wake': 'connecting | disconnect -retry +offline connect',
    'wake focus': 'catchingUp | -retry catchUp',
    'wake online': 'connecting | disconnect -retry +offline connect',
    'wake asked': 'catchingUp | -retry catchUp',
    networkLost: 'waiting | disconnect +retry +offline',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  live: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: 'connecting | disconnect -retry -poll -offline connect',
    signedOut: 'signedOut | disconnect -retry -poll -offline',
    connected: '-',
    lost: 'waiting | +retry +offline',
    credentialsRefused: 'waiting | +retry +offline',
    renewed: '-',
    renewFailed: '-',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '-',
    pollFailed: '-',
    doubt: 'catchingUp | -retry catchUp',
    retryDue: '-',
    pollDue: '-',
    offlineDue: '-',
    'wake wake': 'connecting | disconnect -retry +offline connect',
    'wake focus': '-',
    'wake online': 'connecting | disconnect -retry +offline connect',
    'wake asked': 'catchingUp | -retry catchUp',
    networkLost: 'waiting | disconnect +retry +offline',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  signedOut: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: 'connecting | disconnect -retry -poll -offline connect',
    signedOut: '= | disconnect -retry -poll -offline',
    connected: '-',
    lost: '-',
    credentialsRefused: '-',
    renewed: '-',
    renewFailed: '-',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '-',
    pollFailed: '-',
    doubt: '-',
    retryDue: '-',
    pollDue: '-',
    offlineDue: '-',
    'wake wake': '-',
    'wake focus': '-',
    'wake online': '-',
    'wake asked': '-',
    networkLost: '-',
    stopped: 'stopped | disconnect -retry -poll -offline',
  },
  stopped: {
    'restored, signed in': '-',
    'restored, signed out': '-',
    signedIn: '-',
    signedOut: '-',
    connected: '-',
    lost: '-',
    credentialsRefused: '-',
    renewed: '-',
    renewFailed: '-',
    caughtUp: '-',
    catchUpFailed: '-',
    polled: '-',
    pollFailed: '-',
    doubt: '-',
    retryDue: '-',
    pollDue: '-',
    offlineDue: '-',
    'wake wake': '-',
    'wake focus': '-',
    'wake online': '-',
    'wake asked': '-',
    networkLost: '-',
    stopped: '-',
  },
}

function describeEffect(effect: ConnectionEffect): string {
  if (effect.kind === 'startTimer') return `+${effect.timer}`
  return effect.kind === 'stopTimer' ? `-${effect.timer}` : effect.kind
}

function describeStep(before: ConnectionState, { state, effects }: Step): string {
  if (effects.length === 0 && JSON.stringify(state) === JSON.stringify(before)) return '-'
  const activity = state.activity === before.activity ? '=' : state.activity
  return [activity, effects.map(describeEffect).join(' ')].filter(Boolean).join(' | ')
}

describe.each(Object.keys(states) as Activity[])('from %s', (activity) => {
  test.each(Object.keys(events) as (keyof typeof events)[])('S1 on %s', (name) => {
    const before = states[activity]
    expect(describeStep(before, step(before, events[name], moment))).toBe(table[activity][name])
  })
})

function run(state: ConnectionState, ...each: ConnectionEvent[]): ConnectionState {
  return each.reduce((now, event) => step(now, event, moment).state, state)
}

function waitAfter(state: ConnectionState, event: ConnectionEvent, now = moment.now, random = 1): number {
  return (step(state, event, { now, random }).state.nextTryAt ?? 0) - now
}

test('S2 waits double from 1 s to 30 s, for ever, and lie anywhere below their bound', () => {
  const longest = Array.from({ length: 8 }, (_, failures) => backoff(failures, 1))
  expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  expect(backoff(1_000_000, 1)).toBe(longestWait)
  expect(backoff(5, 0.5)).toBe(15_000)
  expect(backoff(5, 0)).toBe(250)
})

test('S2 a thousand failed tries later there is still a next one', () => {
  let state = states.connecting
  for (let tries = 0; tries < 1000; tries++) {
    const failed = step(state, { kind: 'lost', problem: 'p' }, moment)
    expect(failed.effects).toContainEqual(expect.objectContaining({ kind: 'startTimer', timer: 'retry' }))
    state = run(failed.state, { kind: 'retryDue' })
    expect(state.activity).toBe('connecting')
  }
})

test('S3 after being asked the waits begin short again; focus alone does not shorten them', () => {
  const { waiting } = states
  const lost = { kind: 'lost', problem: 'p' } as const
  expect(waitAfter(run(waiting, { kind: 'wake', reason: 'asked' }), lost)).toBe(1000)
  expect(waitAfter(run(waiting, { kind: 'wake', reason: 'focus' }), lost)).toBe(8000)
})

test('S3 when ten windows say that the network is back, one connection is begun', () => {
  const events = Array.from({ length: 10 }, () => ({ kind: 'wake', reason: 'online' }) as const)
  let connects = 0
  let state = states.waiting
  for (const event of events) {
    const next = step(state, event, moment)
    connects += next.effects.filter(({ kind }) => kind === 'connect').length
    state = next.state
  }
  expect(connects).toBe(1)
})

test('S4 a connection that drops within 10 s does not shorten the next wait', () => {
  const live: ConnectionState = { ...states.live, failures: 3, liveSince: 90_001 }
  const lost = { kind: 'lost', problem: 'p' } as const
  expect(waitAfter(live, lost)).toBe(8000)
  expect(waitAfter({ ...live, liveSince: 90_000 }, lost)).toBe(1000)
})

test('S5 the first failed try begins the polling, which an answer makes visible and a push connection ends', () => {
  const failed = step(states.connecting, { kind: 'lost', problem: 'p' }, moment)
  expect(failed.effects).toContainEqual({ kind: 'poll' })
  const polling = run(failed.state, { kind: 'polled' })
  expect([polling.polling, phaseOf(polling)]).toEqual([true, 'reconnecting'])
  expect(run(polling, { kind: 'pollFailed', problem: 'p' }).polling).toBe(false)
  expect(run(polling, { kind: 'retryDue' }, { kind: 'connected' }).polling).toBe(false)
})

test('S6 30 s without any answer are offline, polling is not', () => {
  const failed = run(states.connecting, { kind: 'lost', problem: 'p' })
  expect(phaseOf(failed)).toBe('reconnecting')
  expect(phaseOf(run(failed, { kind: 'offlineDue' }))).toBe('offline')
  expect(phaseOf(run(failed, { kind: 'polled' }, { kind: 'offlineDue' }))).toBe('reconnecting')
  expect(phaseOf(run(failed, { kind: 'offlineDue' }, { kind: 'polled' }))).toBe('reconnecting')
})

test('S6 a host without network is offline at once, and goes on trying all the same', () => {
  const lost = step(states.live, { kind: 'networkLost' }, moment)
  expect(phaseOf(lost.state)).toBe('offline')
  expect(lost.effects).toContainEqual(expect.objectContaining({ timer: 'retry' }))
  expect(phaseOf(run(lost.state, { kind: 'retryDue' }))).toBe('offline')
  expect(phaseOf(run(lost.state, { kind: 'retryDue' }, { kind: 'connected' }))).toBe('catching_up')
  expect(phaseOf(run(lost.state, { kind: 'wake', reason: 'online' }))).toBe('reconnecting')
})

test('S7 the second refusal in a row waits like any failure; being live forgives the first', () => {
  const refused = { kind: 'credentialsRefused', problem: 'p' } as const
  const again = run(states.connecting, refused, { kind: 'renewed' }, refused)
  expect(again.activity).toBe('waiting')
  const later = run(again, { kind: 'retryDue' }, { kind: 'connected' }, { kind: 'caughtUp' })
  expect(run({ ...later, activity: 'connecting' }, refused).activity).toBe('renewing')
})

test('S8 signed out says why, and begins afresh with the next sign-in', () => {
  const out = run(states.waiting, { kind: 'signedOut', problem: 'Signed out elsewhere.' })
  expect([phaseOf(out), out.problem]).toEqual(['signed_out', 'Signed out elsewhere.'])
  expect(run(out, { kind: 'signedIn' })).toEqual({ ...firstState, activity: 'connecting' })
})

test('S13 doubts in a row catch up at once, then with growing waits', () => {
  const doubt = { kind: 'doubt', problem: 'p' } as const
  let state = run({ ...states.live, liveSince: 0 }, doubt)
  expect(state.activity).toBe('catchingUp')
  const waits: number[] = []
  for (let again = 0; again < 6; again++) {
    state = run(state, { kind: 'caughtUp' })
    const doubted = step(state, doubt, { ...moment, random: 1 })
    expect(doubted.state.activity).toBe('waitingToCatchUp')
    expect(phaseOf(doubted.state)).toBe('catching_up')
    waits.push((doubted.state.nextTryAt ?? 0) - moment.now)
    state = run(doubted.state, { kind: 'retryDue' })
  }
  expect(waits).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000])
})

test('S13 a doubt while catching up is not settled by that answer', () => {
  const doubted = run(states.catchingUp, { kind: 'doubt', problem: 'p' })
  expect(run(doubted, { kind: 'caughtUp' }).activity).toBe('waitingToCatchUp')
})

test('S42 a server that asks for patience while catching up gets it', () => {
  expect(waitAfter(states.catchingUp, { kind: 'catchUpFailed', problem: 'p', retryAfter: 20_000 })).toBe(20_000)
})

test('S1 each phase that windows are shown can be told from the state', () => {
  const phases = Object.values(states).map((state) => [state.activity, phaseOf(state)])
  expect(Object.fromEntries(phases)).toEqual({
    loading: 'starting',
    connecting: 'starting',
    renewing: 'reconnecting',
    waiting: 'reconnecting',
    catchingUp: 'catching_up',
    waitingToCatchUp: 'reconnecting',
    live: 'live',
    signedOut: 'signed_out',
    stopped: 'signed_out',
  })
})
