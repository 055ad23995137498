import { entityTypes } from '../../api/contract/change.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Port } from '../link/port.ts'
import { linkVersion } from '../link/messages.ts'
import { type ReplicaStore } from './replicaStore.ts'
import { settle } from './testing/FakeClock.ts'
import { FakeWorld, technician } from './testing/FakeWorld.ts'
import { testId } from './testing/ids.ts'
import { TestWindow } from './testing/TestWindow.ts'
import { ownFeed } from './testing/ModelServer.ts'

const refuse = () => Promise.reject(new Error('disk full'))

let world: FakeWorld
beforeEach(() => {
  world = new FakeWorld()
})
// Fails where a timer is left behind.
afterEach(() => world.close())

const second = 1_000
const minute = 60 * second

test('S10 subscribing is done before /sync is asked', async () => {
  await world.live()
  const order = world.network.order.filter((line) => /CONNECT|SUBSCRIBE|sync/.test(line))
  expect(order).toEqual(['CONNECT', 'SUBSCRIBE', 'GET /api/v1/sync'])
  expect([...(world.network.link?.filters ?? [])]).toContain(ownFeed)
})

test('S2 S6 without a server it is reconnecting, after 30 s offline, and it tries for ever, at least every 30 s', async () => {
  world.network.expiresIn = 86_400
  const window = await world.live()
  world.network.cut(true)
  await world.clock.advance(second)
  expect(window.status).toMatchObject({ phase: 'reconnecting', problem: expect.any(String) })
  await world.clock.advance(30 * second)
  expect(window.status.phase).toBe('offline')
  const before = world.network.count('CONNECT')
  await world.clock.advance(60 * minute)
  expect(world.network.count('CONNECT') - before).toBeGreaterThanOrEqual(119)
  expect(window.status.nextTryAt).toBeGreaterThan(world.clock.now() - 1)
  world.network.cut(false)
  await world.clock.advance(31 * second)
  expect(window.status).toMatchObject({ phase: 'live', nextTryAt: undefined, problem: undefined })
})

test('S1 what an older connection still says means nothing', async () => {
  const window = await world.live()
  const [old] = world.network.links
  await window.caller.call('wake', { reason: 'online' })
  await world.clock.advance(1)
  old?.events.onClosed({ problem: 'Late.', refused: true })
  old?.events.onMessage({ topic: ownFeed, payload: 'x', retained: false })
  await world.clock.advance(1)
  expect([window.status.phase, world.network.links.length, world.network.count(/sync/)]).toEqual(['live', 2, 2])
})

test('S1 a catch-up that fails after its connection is gone means nothing to the next one', async () => {
  const window = await world.live()
  const [old, current] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  for (const { promise } of [old, current]) {
    world.network.syncGate = promise
    await window.caller.call('wake', { reason: 'online' })
    await world.clock.advance(3 * second)
  }
  old.reject(new Error('Broken off.'))
  await world.clock.advance(1)
  expect(window.status).toMatchObject({ phase: 'catching_up', problem: undefined })
  current.resolve()
  await world.clock.advance(1)
  expect(window.status.phase).toBe('live')
})

test.each(['wake', 'focus', 'online', 'asked'] as const)('S3 %s tries at once', async (reason) => {
  const window = await world.live()
  world.network.cut(true)
  await world.clock.advance(10 * minute)
  world.network.cut(false)
  await window.caller.call('wake', { reason })
  await world.clock.advance(1)
  expect(window.status.phase).toBe('live')
})

test('S5 while MQTT is down /sync is asked every 30 s, and what it brings is shown', async () => {
  const window = await world.live()
  world.network.mqttDown = true
  world.network.end(world.network.link, { problem: 'Cut.', refused: false })
  world.network.server.update(1, true)
  world.network.server.publish()
  await world.clock.advance(3 * second)
  expect(window.status).toMatchObject({ phase: 'reconnecting', polling: true })
  expect(window.row('site', testId(1))).toBeDefined()
  const asOf = window.status.asOf ?? ''
  world.network.server.update(1, false)
  world.network.server.publish()
  const before = world.network.count(/sync/)
  await world.clock.advance(5 * minute)
  expect(world.network.count(/sync/) - before).toBe(10)
  expect([window.row('site', testId(1)), window.status.phase]).toEqual([undefined, 'reconnecting'])
  expect(Date.parse(window.status.asOf ?? '')).toBeGreaterThanOrEqual(Date.parse(asOf))
})

test('S6 when the host says there is no network it is offline at once', async () => {
  const window = await world.live()
  world.network.cut(true)
  await window.caller.call('networkLost')
  await world.clock.advance(1)
  expect(window.status.phase).toBe('offline')
})

test('S7 a token that the broker refuses is renewed and tried again at once', async () => {
  const window = await world.live()
  world.network.refused.add('access-1')
  world.network.end(world.network.link, { problem: 'Expired.', refused: false })
  await world.clock.advance(2 * second)
  expect(window.status.phase).toBe('live')
  expect(world.network.link?.token).toBe('access-2')
})

test('S8 a refused refresh token signs out with the reason, and leaves rows and commands for the same user', async () => {
  const window = await world.live()
  world.network.server.update(1, true)
  world.network.server.publish()
  await world.deliver()
  world.network.refreshRefused = true
  world.network.refused.add('access-1')
  world.network.end(world.network.link, { problem: 'Revoked.', refused: false })
  await world.clock.advance(2 * second)
  expect(window.status).toMatchObject({ phase: 'signed_out', problem: 'Ended elsewhere.', user: undefined })
  world.network.refreshRefused = false
  const before = world.network.order.length
  await window.caller.call('signIn', { email: 'tim@test.local', password: 'p' })
  await world.clock.advance(1)
  expect(world.network.order.slice(before)).toContain('GET /api/v1/sync?since=1')
})

test('S9 after sleep everything is begun anew', async () => {
  const window = await world.live()
  const [asleep] = world.network.links
  world.clock.jump(60 * minute)
  await world.clock.advance(10 * second)
  expect([asleep?.closed, world.network.links.length]).toEqual([true, 2])
  expect(window.status.phase).toBe('live')
})

test('S51 S9 after sleep the token is renewed before it is used', async () => {
  await world.live()
  world.clock.jump(60 * minute)
  await world.clock.advance(10 * second)
  expect(world.network.link?.token).toBe('access-2')
  expect(world.network.count('POST /api/v1/session/refresh')).toBe(1)
})

test('S51 the access token is renewed before it ends, without a new connection', async () => {
  await world.live()
  await world.clock.advance(11 * minute)
  expect(world.network.count(/refresh/)).toBe(0)
  await world.clock.advance(2 * minute)
  expect([world.network.count(/refresh/), world.network.links.length]).toEqual([1, 1])
})

test('S50 a renewal that gets no answer is repeated with the same refresh token', async () => {
  await world.live()
  await world.clock.advance(11 * minute)
  world.network.down = true
  await world.clock.advance(2 * minute)
  world.network.down = false
  await world.clock.advance(minute)
  const bodies = world.network.requests.filter(({ path }) => path.endsWith('refresh')).map(({ body }) => body)
  expect(bodies.length).toBeGreaterThan(2)
  expect(new Set(bodies)).toEqual(new Set(['{"refreshToken":"refresh-1"}']))
})

test('S50 many who need a token at once cause one renewal', async () => {
  const window = await world.live()
  world.clock.jump(60 * minute)
  const calls = Array.from({ length: 10 }, () => window.caller.call('list', { collection: 'sites', params: {} }))
  await Promise.allSettled(calls)
  expect(world.network.count(/refresh/)).toBe(1)
})

test('S53 a token that the server refuses though it looks good is renewed once and the request repeated', async () => {
  const window = await world.live()
  world.network.refused.add('access-1')
  await expect(window.caller.call('list', { collection: 'sites', params: {} })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect(world.network.count(/refresh/)).toBe(1)
  world.network.refused.add('access-2').add('access-3')
  const call = window.caller.call('list', { collection: 'sites', params: {} })
  await expect(call).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(world.network.count(/refresh/)).toBe(2)
})

test('S16 every five minutes, more or less, the server is asked for what changed', async () => {
  const window = await world.live()
  const before = world.network.count(/sync/)
  world.network.server.update(1, true)
  world.network.server.publish()
  world.network.server.wire.length = 0
  await world.clock.advance(6 * minute)
  expect(world.network.count(/sync/) - before).toBe(1)
  expect(window.row('site', testId(1))).toBeDefined()
  await world.clock.advance(24 * minute)
  expect(world.network.count(/sync/) - before).toBe(6)
})

test('S13 messages that never parse do not make a storm', async () => {
  await world.live()
  const before = world.network.count(/sync/)
  for (let moment = 0; moment < 10 * 60; moment++) {
    world.network.link?.events.onMessage({ topic: ownFeed, payload: 'x', retained: false })
    await world.clock.advance(second)
  }
  expect(world.network.count(/sync/) - before).toBeLessThan(45)
})

test('S31 S12 a restart shows what was there with its age, and goes on from its head', async () => {
  const window = await world.live()
  world.network.server.update(1, true)
  world.network.server.publish()
  await world.deliver()
  const { asOf } = window.status
  world.network.down = true
  await world.restart()
  const again = await world.window()
  expect(again.row('site', testId(1))?.data).toMatchObject({ id: testId(1) })
  expect([again.status.asOf, again.status.phase]).toEqual([asOf, expect.stringMatching(/starting|reconnecting/)])
  world.network.down = false
  await world.clock.advance(2 * second)
  expect(world.network.order).toContain('GET /api/v1/sync?since=1')
})

test('S31 a restart does not write again what it has read', async () => {
  await world.live()
  world.network.server.update(1, true)
  world.network.server.publish()
  await world.deliver()
  await world.clock.advance(minute)
  const written: number[] = []
  const store: ReplicaStore = { ...world.store }
  store.append = (batch) => (written.push(batch.put.length), world.store.append(batch))
  store.replace = (meta, rows) => (written.push([...rows].length), world.store.replace(meta, rows))
  world.network.down = true
  await world.restart({ store })
  const window = await world.window()
  await world.clock.advance(minute)
  expect([window.row('site', testId(1)) !== undefined, Math.max(0, ...written)]).toEqual([true, 0])
})

test('S32 a replica of an older contract is left aside', async () => {
  await world.live()
  await world.client.close()
  const stored = await world.store.load()
  if (stored) await world.store.replace({ ...stored.meta, contractVersion: 0 }, stored.rows)
  await world.restart()
  await world.clock.advance(second)
  expect(world.network.order.at(-1)).toBe('GET /api/v1/sync')
})

test('S32 a disk that refuses everything ends nothing, and says so in the log', async () => {
  const broken: ReplicaStore = { ...world.store, load: refuse, append: refuse, replace: refuse, clear: refuse }
  await world.restart({ store: broken })
  const window = await world.window()
  await window.caller.call('signIn', { email: 'tim@test.local', password: 'p' })
  world.network.server.update(1, true)
  world.network.server.publish()
  await world.clock.advance(second)
  await world.deliver()
  await world.clock.advance(10 * minute)
  expect([window.status.phase, window.row('site', testId(1)) !== undefined]).toEqual(['live', true])
  expect(world.log.lines.filter(({ level }) => level === 'error').length).toBeGreaterThan(1)
})

test('S32 a disk that was full for a while holds everything again', async () => {
  let full = true
  const store: ReplicaStore = { ...world.store, append: (batch) => (full ? refuse() : world.store.append(batch)) }
  store.replace = (...all) => (full ? refuse() : world.store.replace(...all))
  await world.restart({ store })
  const window = await world.window()
  await window.caller.call('signIn', { email: 'tim@test.local', password: 'p' })
  for (const row of [1, 2]) {
    world.network.server.update(row, true)
    world.network.server.publish()
    await world.clock.advance(second)
    await world.deliver()
    await world.clock.advance(second)
  }
  expect(await world.store.load()).toBeUndefined()
  full = false
  await world.clock.advance(2 * minute)
  expect((await world.store.load())?.rows.map(({ id }) => id)).toEqual([testId(1), testId(2)])
})

test.each(['in the same run', 'after a restart'])(
  'S34 %s another user gets nothing of what was kept for the one before',
  async (when) => {
    const window = await world.live()
    world.network.server.update(1, true)
    world.network.server.publish()
    await world.deliver()
    world.network.refreshRefused = true
    await world.clock.advance(15 * minute)
    expect([window.status.phase, (await world.store.load())?.rows.length]).toEqual(['signed_out', 1])
    world.network.refreshRefused = false
    if (when === 'after a restart') await world.restart()
    world.network.user = { ...technician, id: testId(2), technicianId: testId(901) }
    const again = await world.window()
    const { promise, resolve } = Promise.withResolvers<void>()
    world.network.syncGate = promise
    await again.caller.call('signIn', { email: 'eve@test.local', password: 'p' })
    await world.clock.advance(second)
    expect([again.rows.size, await world.store.load()]).toEqual([0, undefined])
    expect(world.network.order.at(-1)).toBe('GET /api/v1/sync')
    resolve()
    await world.clock.advance(second)
  },
)

test('S26 nothing is swept by this machine alone: its clock may be years off', async () => {
  await world.live()
  const ended = '2026-11-20T00:00:00.000Z'
  const data = {
    id: testId(10),
    version: 1,
    status: 'closed',
    closedAt: ended,
    completedAt: ended,
    siteId: testId(11),
    assignments: [],
  }
  await world.client.close()
  const meta = (await world.store.load())?.meta
  if (meta) await world.store.replace(meta, [{ type: 'ticket', id: testId(10), version: 1, seq: 1, data }])
  world.network.down = true
  world.clock.jump(3 * 365 * 24 * 60 * minute)
  await world.restart()
  const window = await world.window()
  await world.clock.advance(5 * minute)
  expect(window.ticket(testId(10))).toBeDefined()
})

test('S26 a ticket of theirs that ended leaves after seven days, with what hangs on it', async () => {
  const window = await world.live()
  const ended = '2026-11-15T13:00:00.000Z'
  const [ticket, site, other] = [testId(10), testId(11), testId(12)]
  const rows = [
    {
      type: 'ticket',
      id: ticket,
      data: { id: ticket, version: 1, status: 'completed', completedAt: ended, siteId: site, assignments: [] },
    },
    { type: 'ticket', id: other, data: { id: other, version: 1, status: 'open', siteId: testId(13), assignments: [] } },
    { type: 'site', id: site, data: { id: site, version: 1 } },
    { type: 'site', id: testId(13), data: { id: testId(13), version: 1 } },
    { type: 'comment', id: testId(14), data: { id: testId(14), version: 1, ticketId: ticket } },
  ]
  const at = new Date(world.clock.now()).toISOString()
  const changes = rows.map((row, index) => ({
    v: 1,
    ...row,
    seq: index + 1,
    version: 1,
    action: 'create',
    at,
    by: null,
    changed: [],
  }))
  const payload = JSON.stringify({ v: 1, from: 1, to: 5, prev: null, changes })
  world.network.link?.events.onMessage({ topic: ownFeed, payload, retained: false })
  await world.clock.advance(59 * minute)
  expect(window.ticket(ticket)).toBeDefined()
  await world.clock.advance(2 * minute)
  expect([...window.rows.keys()].toSorted()).toEqual([`site/${testId(13)}`, `ticket/${other}`])
})

test('S60 a burst is one message of rows, each row once', async () => {
  const window = await world.live()
  const before = window.batches.length
  for (let change = 0; change < 500; change++) {
    world.network.server.update(change % 50, true)
    world.network.server.publish()
  }
  await world.deliver()
  const batches = window.batches.slice(before)
  expect([batches.length, batches[0]?.rows.length]).toEqual([1, 50])
})

test('S61 a first load comes in parts and loses nothing that changes meanwhile', async () => {
  for (let row = 1; row <= 5_000; row++) world.network.server.update(row, true)
  world.network.server.publish()
  await world.live()
  const window = await TestWindow.open(world.port(), () => () => {})
  await world.clock.turn()
  expect(window.batches.map(({ rows }) => rows.length)).toEqual([2_000])
  world.network.server.update(1, false)
  world.network.server.update(2, true)
  world.network.server.update(4_999, false)
  world.network.server.update(5_001, true)
  world.network.server.publish()
  world.network.deliver()
  await world.clock.advance(5)
  expect(window.batches.every(({ rows }) => rows.length <= 2_003)).toBe(true)
  expect(window.batches.flatMap(({ complete }) => complete).toSorted()).toEqual(entityTypes.toSorted())
  expect(window.all('site').length).toBe(4_999)
  expect(window.row('site', testId(2))?.version).toBe(2)
})

test('S62 a window that dies without a word is noticed, and leaves nothing', async () => {
  const window = await world.live()
  await window.caller.call('openTicket', { id: testId(7) })
  await settle()
  expect(world.network.link?.filters.has(`tickets/${testId(7)}`)).toBe(true)
  world.watched.get(window.id)?.()
  await settle()
  expect([world.network.link?.filters.has(`tickets/${testId(7)}`), world.watched.size]).toEqual([false, 0])
})

test('S62 a window that comes again under its name replaces itself', async () => {
  const window = await world.live()
  let closed = false
  window.caller.onClose(() => {
    closed = true
  })
  const port: Port = world.port()
  port.onMessage(() => {})
  port.post({ call: 'hello', n: 1, input: { linkVersion, windowId: window.id } })
  await settle()
  expect(closed).toBe(true)
})

test('S63 a window of another link version is told to reload, and nothing else', async () => {
  await world.live()
  const port = world.port()
  const messages: unknown[] = []
  port.onMessage((message) => messages.push(message))
  port.post({ call: 'hello', n: 1, input: { linkVersion: linkVersion + 1, windowId: 'new' } })
  await settle()
  world.network.server.update(1, true)
  world.network.server.publish()
  await world.deliver()
  expect(messages).toEqual([
    {
      n: 1,
      error: { kind: 'refused', error: expect.objectContaining({ message: expect.stringContaining('reload') }) },
    },
  ])
})

test('S18 a window is told when what was pushed had been committed, and what was counted', async () => {
  const window = await world.live()
  const pushed: number[] = []
  window.caller.on('rows', (batch) => pushed.push(...(batch.committedAt ?? [])))
  world.network.server.update(1, true)
  world.network.server.publish()
  const committed = world.clock.now()
  await world.deliver()
  const figures = await window.caller.call('figures')
  expect(pushed).toEqual([committed])
  expect(figures).toMatchObject({ pushed: 1, fetched: 0, missed: 0, doubts: 0, connections: 1, refused: 0 })
  expect(figures.rows.site).toBe(1)
  world.network.link?.events.onClosed({ problem: 'Gone.', refused: false })
  world.network.server.update(1, true)
  await world.clock.advance(2 * second)
  expect(await window.caller.call('figures')).toMatchObject({ pushed: 1, fetched: 1, connections: 2 })
})

test('S52 signing out ends the connection, tells the server and leaves no rows', async () => {
  const window = await world.live()
  world.network.server.update(1, true)
  world.network.server.publish()
  await world.deliver()
  await world.clock.advance(second)
  expect((await world.store.load())?.rows.length).toBe(1)
  await window.caller.call('signOut', { discardWaiting: false })
  await world.clock.advance(1)
  expect(world.network.order).toContain('DELETE /api/v1/session')
  expect([world.network.link, await world.store.load(), await world.credentials.load()]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect([window.rows.size, window.status.phase, window.status.asOf]).toEqual([0, 'signed_out', undefined])
})

test('S65 closing in the middle of everything leaves nothing that runs, and nothing that comes late counts', async () => {
  const window = await world.live()
  const { promise, resolve } = Promise.withResolvers<void>()
  world.network.syncGate = promise
  world.network.commands = async () => {
    await promise
    throw new Error('closed')
  }
  const command = { name: 'site.update', target: testId(7), input: { name: 'Late' } } as const
  await window.caller.call('send', { command })
  await window.caller.call('send', { command })
  await window.caller.call('wake', { reason: 'online' })
  await settle()
  const link = world.network.link
  await world.client.close()
  const before = world.network.requests.length
  resolve()
  link?.events.onClosed({ problem: 'Late.', refused: true })
  await world.clock.advance(10 * minute)
  expect([world.clock.running, world.network.requests.length, link?.closed]).toEqual([0, before, true])
  expect((await world.store.loadCommands()).length).toBe(2)
})
