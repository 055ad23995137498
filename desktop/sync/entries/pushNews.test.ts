import { expect, test } from 'vitest'
import { type PushMessage } from '../../../api/contract/push.ts'
import { countsSilence, planFor, readPush, type Shown, type Surroundings } from './pushNews.ts'

const message = (changes: Partial<PushMessage> = {}): PushMessage => ({
  v: 1,
  id: 'b',
  tag: 'ticket-1042',
  title: 'Dana mentioned you on #1042',
  body: 'No heat',
  path: '/ticket/1042',
  at: '2026-11-22T12:00:00.000Z',
  gone: [],
  ...changes,
})
const shownOf = (changes: Partial<PushMessage>, count = 1): Shown => {
  const { id, at, path, title, body, tag } = message({ id: 'a', at: '2026-11-22T11:59:00.000Z', ...changes })
  return { tag, data: { id, at, path, sentence: title, body, count } }
}
const around = (changes: Partial<Surroundings> = {}): Surroundings => ({
  shown: [],
  isSeen: false,
  mustShow: false,
  ...changes,
})

test('what comes is shown and heard, with what a click needs', () => {
  const { show, close, isBrief } = planFor(message(), around())
  expect({ close, isBrief }).toEqual({ close: [], isBrief: false })
  expect(show?.title).toBe('Dana mentioned you on #1042')
  expect(show?.options).toMatchObject({ body: 'No heat', tag: 'ticket-1042', renotify: false })
  expect(show?.options.data).toMatchObject({ id: 'b', path: '/ticket/1042' })
  expect(show?.options).not.toHaveProperty('silent')
})

test('one machine tells once: where a console can be seen its toast tells', () => {
  expect(planFor(message(), around({ isSeen: true })).show).toBeUndefined()
  const { show, isBrief } = planFor(message(), around({ isSeen: true, mustShow: true }))
  expect(isBrief).toBe(true)
  expect(show?.options.silent).toBe(true)
})

test('a ticket has one place: the newest is on top, is heard, and says how many there are', () => {
  const { show } = planFor(message(), around({ shown: [shownOf({}, 2)] }))
  expect(show?.options).toMatchObject({ renotify: true, body: 'No heat · and 2 more' })
  const other = planFor(message(), around({ shown: [shownOf({ tag: 'ticket-7' })] }))
  expect(other.show?.options).toMatchObject({ renotify: false, body: 'No heat' })
})

test('the same again, after a server that was killed, takes its own place without a sound', () => {
  const { show } = planFor(message(), around({ shown: [shownOf({ id: 'b', at: message().at })] }))
  expect(show?.options).toMatchObject({ renotify: false, silent: true, body: 'No heat' })
})

test('an alarm that has become louder is heard again in its own place, and counts as one', () => {
  const louder = message({ step: 'tone' })
  const before: Shown = { tag: louder.tag, data: { ...shownOf({ id: 'b', at: louder.at }).data, step: 'toast' } }
  const { show } = planFor(louder, around({ shown: [before] }))
  expect(show?.options).toMatchObject({ renotify: true, body: 'No heat' })
  expect(show?.options).not.toHaveProperty('silent')
  const again = planFor(louder, around({ shown: [{ ...before, data: { ...before.data, step: 'tone' } }] }))
  expect(again.show?.options.silent).toBe(true)
})

test('an older one that was overtaken on the way does not push away the newer', () => {
  const newer = shownOf({ id: 'c', at: '2026-11-22T12:00:05.000Z', title: 'Dana took you off #1042' })
  const { show } = planFor(message(), around({ shown: [newer] }))
  expect(show?.title).toBe('Dana took you off #1042')
  expect(show?.options).toMatchObject({ silent: true, body: 'No heat · and 1 more' })
  expect(show?.options.data).toMatchObject({ id: 'c' })
})

test('what was read elsewhere is closed, and counts no more', () => {
  const shown = [shownOf({ id: 'a' }), shownOf({ id: 'x', tag: 'ticket-7' }), shownOf({ id: 'y', tag: 'ticket-8' })]
  const { close, show } = planFor(message({ gone: ['a', 'x', 'unknown'] }), around({ shown }))
  expect(close).toEqual(['a', 'x'])
  expect(show?.options).toMatchObject({ renotify: false, body: 'No heat' })
})

test('a message of another version is not read', () => {
  expect(readPush(message())).toEqual(message())
  for (const other of [undefined, null, 'text', {}, { ...message(), v: 2 }]) expect(readPush(other)).toBeUndefined()
})

const android =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'
const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const firefox = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'
test.each([
  [iPhone, true],
  [iPhone.replace('Version/18.5', 'CriOS/140.0'), true],
  [android, false],
  [firefox, false],
])('%s counts messages that show nothing: %s', (userAgent, does) => {
  expect(countsSilence(userAgent)).toBe(does)
})
