import { expect, test } from 'vitest'
import { type Status } from '../../link/messages.ts'
import { connectionWords } from './connectionWords.ts'

const now = Date.parse('2026-11-22T14:00:00.000Z')
const moment = { now, localNow: now }
const live: Status = {
  phase: 'live',
  user: undefined,
  asOf: '2026-11-22T13:59:59.000Z',
  nextTryAt: undefined,
  polling: false,
  latency: 38.4,
  clockOffset: 0,
  waiting: 0,
  problem: undefined,
  outdated: false,
  home: 'shared',
  durable: true,
}
const words = (changes: Partial<Status>, lost?: string) => connectionWords({ ...live, ...changes }, lost, moment)

test('live says how long the last change took to this screen', () => {
  expect(words({})).toMatchObject({ light: 'live', text: 'Live 38 ms', canTry: false })
  expect(words({ latency: undefined }).text).toBe('Live')
  expect(words({ latency: 0 }).text).toBe('Live <1 ms')
})

test('reconnecting counts down to the next try, which can be made now', () => {
  expect(words({ phase: 'reconnecting', nextTryAt: now + 4_200 })).toMatchObject({
    light: 'reconnecting',
    text: 'Reconnecting, next try in 5 s',
    canTry: true,
  })
  expect(words({ phase: 'reconnecting' }).text).toBe('Reconnecting, trying now')
})

test('offline says the age of what is shown', () => {
  const old = words({ phase: 'offline', asOf: '2026-11-22T13:54:00.000Z', nextTryAt: now + 9_000 })
  expect(old).toMatchObject({ light: 'offline', text: 'Offline, as of 6 min ago, next try in 9 s', canTry: true })
  expect(words({ phase: 'offline', asOf: undefined }).text).toContain('nothing is kept here yet')
})

test('polling is said, and is not live', () => {
  const polling = words({ phase: 'reconnecting', polling: true })
  expect(polling.light).toBe('reconnecting')
  expect(polling.text).toContain('Polling')
})

test('a sync client that is gone is offline, whatever was said last', () => {
  expect(words({}, 'It went away.')).toMatchObject({ light: 'offline', detail: 'It went away.' })
})
