import { beforeEach, expect, test } from 'vitest'
import { contractVersion } from '../../api/contract/version.ts'
import { topics } from '../../api/contract/topics.ts'
import { type Api } from './api.ts'
import { createClockOffset } from './clockOffset.ts'
import { Feed } from './Feed.ts'
import { feedTopics } from './feedTopics.ts'
import { Replica } from './Replica.ts'
import { createServerCall } from './serverCall.ts'
import { SyncTally } from './SyncTally.ts'
import { answer } from './testing/answers.ts'
import { FakeClock, settle } from './testing/FakeClock.ts'
import { testId } from './testing/ids.ts'
import { collectingLog } from './testing/logs.ts'
import { ModelServer, ownFeed } from './testing/ModelServer.ts'

let server: ModelServer
let replica: Replica
let clock: FakeClock
let log: ReturnType<typeof collectingLog>
let doubts: string[]
let api: Api
let feed: Feed
let tally: SyncTally
let asked: string[]

beforeEach(() => {
  server = new ModelServer()
  replica = new Replica()
  tally = new SyncTally()
  clock = new FakeClock(Date.parse('2026-11-22T12:00:00.000Z'))
  log = collectingLog()
  doubts = []
  asked = []
  api = server.api
  feed = new Feed({
    replica,
    api: (request) => {
      asked.push(request.path)
      return api(request)
    },
    clock,
    offset: createClockOffset(),
    log,
    tally,
    onDoubt: (problem) => doubts.push(problem),
    onProgress: () => {},
  })
  feed.begin()
})

const deliverAll = (): void => {
  for (const message of server.wire.splice(0)) feed.receive(message)
}

const held = (): [string, number][] => [...replica.all()].map(({ id, version }) => [id, version])

async function live(): Promise<void> {
  server.update(1, true)
  server.update(2, true)
  server.publish()
  server.wire.length = 0
  await feed.catchUp(true)
}

test('S10 what is pushed while /sync is under way is applied, whichever comes first', async () => {
  server.update(1, true)
  server.publish()
  server.wire.length = 0
  const catchingUp = feed.catchUp(true)
  server.update(1, true)
  server.publish()
  deliverAll()
  await catchingUp
  expect(held()).toEqual([[testId(1), 2]])
})

test('S11 staff get everything, technicians the pool and their own, both the head, their notifications and the open tickets', () => {
  const user = { id: testId(1), email: 'a@b.c', name: 'A' }
  const open = [testId(9)]
  expect(feedTopics({ ...user, role: 'dispatcher' }, open)).toEqual({
    needed: ['feed/staff', 'tech/+', 'tech/+/assignments', 'system/head'],
    extras: [topics.notifications(user.id), topics.ticket(testId(9)), 'tickets/+/presence'],
  })
  const own = testId(5)
  expect(feedTopics({ ...user, role: 'technician', technicianId: own }, open)).toEqual({
    needed: ['feed/pool', `feed/tech/${own}`, `tech/${own}`, `tech/${own}/assignments`, 'system/head'],
    extras: [topics.notifications(user.id), topics.ticket(testId(9)), topics.presence(testId(9))],
  })
})

test('S12 a head before this connection has caught up says nothing', async () => {
  await live()
  feed.begin()
  server.update(3, true)
  server.publish()
  server.wire.shift()
  deliverAll()
  expect([replica.head, feed.asOf]).toEqual([2, Date.parse('2026-11-22T12:00:00.000Z')])
  await feed.catchUp(true)
  server.sendHead()
  deliverAll()
  expect([replica.head, held().length]).toEqual([3, 3])
})

test('S12 catching up without a subscription, as polling does, does not make heads credible', async () => {
  await feed.catchUp(false)
  server.update(1, true)
  server.publish()
  server.wire.shift()
  deliverAll()
  expect(replica.head).toBe(0)
})

test('S13 a missing message is a doubt that asks from the last proof, though a head went past it', async () => {
  await live()
  server.update(1, true)
  server.publish()
  deliverAll()
  server.update(2, true)
  server.publish()
  server.wire.shift()
  deliverAll()
  expect([doubts, replica.head], 'nothing shows it yet').toEqual([[], 4])
  server.update(3, true)
  server.publish()
  deliverAll()
  expect(doubts).toEqual([`A message is missing on ${ownFeed}: 4 follows 3.`])
  await feed.catchUp(true)
  expect(asked.at(-1)).toBe('/sync?since=2')
  expect(new Map(held())).toEqual(new Map(server.visible()))
})

test('S13 after a doubt no head is believed until an answer that was asked for after it', async () => {
  await live()
  const early = feed.catchUp(true)
  feed.receive({ topic: ownFeed, payload: '{"half', retained: false })
  await early
  server.update(1, true)
  server.publish()
  server.wire.shift()
  deliverAll()
  expect(replica.head).toBe(2)
  await feed.catchUp(true)
  server.sendHead()
  deliverAll()
  expect(replica.head).toBe(3)
})

test.each([
  ['no JSON', ownFeed, '{"v":1,'],
  ['no feed message', ownFeed, '{"v":1,"from":1}'],
  ['another envelope version', 'tickets/x', '{"v":2}'],
  ['no head', topics.head, '{"seq":-1}'],
])('S13 an unreadable message is a doubt: %s', (_what, topic, payload) => {
  feed.receive({ topic, payload, retained: false })
  expect(doubts).toEqual([`A message on ${topic} could not be read.`])
})

test('S13 a message that only clears retained state is none', () => {
  feed.receive({ topic: topics.ticket(testId(1)), payload: '', retained: false })
  expect(doubts).toEqual([])
})

test('S14 where the log does not reach back the whole set is swapped in when it is complete', async () => {
  await live()
  server.update(1, true)
  server.update(2, false)
  server.publish()
  server.pruned = server.head
  const { promise: gate, resolve: release } = Promise.withResolvers<void>()
  api = async (request) => {
    if (!request.path.includes('since')) await gate
    return server.api(request)
  }
  const catchingUp = feed.catchUp(true)
  await settle()
  expect(held(), 'nothing is empty meanwhile').toHaveLength(2)
  release()
  await catchingUp
  expect([asked.slice(-2), held()]).toEqual([['/sync?since=2', '/sync'], [[testId(1), 2]]])
})

test('S14 a server that was set back behind our head is started over from', async () => {
  await live()
  server = new ModelServer()
  server.update(1, true)
  api = server.api
  await feed.catchUp(true)
  expect([held(), replica.head]).toEqual([[[testId(1), 1]], 0])
})

test.each([
  ['breaks off', (text: string) => text.slice(0, text.lastIndexOf('{'))],
  ['is not ours', () => '<html>Sign in to the hotel</html>\n'],
  ['has a line that is none', (text: string) => `{"type":"site"}\n${text}`],
])('S15 an answer that %s changes nothing', async (_what, spoil) => {
  await live()
  server.update(1, false)
  server.publish()
  api = async () => answer(200, spoil(server.sync(2)))
  await expect(feed.catchUp(true)).rejects.toThrow(/could not be read|not complete/)
  expect([held().length, replica.head]).toEqual([2, 2])
})

test('S15 an answer for someone who has left meanwhile changes nothing', async () => {
  const catchingUp = feed.catchUp(true)
  feed.startOver()
  await expect(catchingUp).rejects.toThrow(/newer/)
  expect(replica.head).toBeUndefined()
})

test('S16 a check brings what was lost without a trace, and the next one says so', async () => {
  await live()
  server.update(1, true)
  server.publish()
  server.wire.shift()
  deliverAll()
  await feed.check()
  expect([asked.at(-1), held()[0]]).toEqual(['/sync?since=2', [testId(1), 2]])
  await feed.check()
  expect(log.lines.map(({ message }) => message)).toContain('changes were lost on the push connection')
  expect(asked.at(-1), 'after a loss the whole set is compared').toBe('/sync')
})

test('S16 a check that is ahead of the push connection is no loss', async () => {
  await live()
  server.update(1, true)
  await feed.check()
  server.publish()
  deliverAll()
  await feed.check()
  expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([])
})

test('S16 each 6 hours the whole set is compared, and rows that are the same do not change', async () => {
  await live()
  replica.takeChanged()
  for (let check = 0; check < 72; check++) await feed.check()
  expect([asked.at(-1), asked.filter((path) => path === '/sync').length]).toEqual(['/sync', 2])
  expect(replica.takeChanged()).toEqual([])
})

test('S18 latency is counted by the server clock', async () => {
  clock.jump(3_600_000)
  await live()
  server.sendHead()
  deliverAll()
  server.update(1, true)
  server.publish()
  clock.jump(120)
  deliverAll()
  expect(feed.latency).toBe(120)
})

test('S19 kinds and actions that only a newer server knows are skipped without a doubt', async () => {
  await live()
  const common = { v: 1, seq: 3, version: 1, at: '2026-11-22T12:00:00.000Z', by: null, changed: [] }
  const changes = [
    { ...common, type: 'drone', action: 'create', id: testId(50), data: {} },
    { ...common, type: 'site', action: 'painted', id: testId(51), data: { id: testId(51) } },
  ]
  feed.receive({
    topic: ownFeed,
    payload: JSON.stringify({ v: 1, from: 3, to: 3, prev: 2, changes }),
    retained: false,
  })
  api = async () => answer(200, `{"type":"drone","id":"${testId(50)}","version":1,"data":{}}\n{"head":3}\n`)
  await feed.catchUp(true)
  expect([doubts, held().map(([id]) => id)]).toEqual([[], [testId(1), testId(2), testId(51)]])
})

test('S19 a server of a newer contract is noticed by its answers', async () => {
  let newest = contractVersion
  let release: string | undefined
  const call = createServerCall({
    http: {
      request: async () => answer(200, '{}', { 'signalbox-contract': '99', 'signalbox-version': '2.0.0' }),
      close: () => {},
    },
    clock,
    offset: createClockOffset(),
    onContractVersion: (version) => {
      newest = version
    },
    onServerVersion: (version) => {
      release = version
    },
  })
  await call({ method: 'GET', path: '/', headers: {}, deadline: 1 })
  expect([newest, release]).toEqual([99, '2.0.0'])
})
