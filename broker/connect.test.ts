import { expect, onTestFinished, test, vi } from 'vitest'
import { connectPacket, type ConnectOptions, disconnect, packet, pingreq, subscribePacket } from './testing/packets.ts'
import { connectRaw, openRaw, type RawClient } from './testing/RawClient.ts'
import { authenticateByName, startBroker } from './testing/startBroker.ts'

/** The CONNACK's two bytes, or "closed"; then the connection must be closed where it was refused. */
async function answerTo(port: number, options: ConnectOptions): Promise<number[] | 'closed'> {
  const client = await openRaw(port)
  client.send(connectPacket(options))
  const answer = await client.next()
  if (answer === 'closed') return answer
  if (answer.body[1] !== 0) await client.closed
  return [answer.first, ...answer.body]
}

const accepted = [0x20, 0, 0]
const refusedWith = (code: number) => [0x20, 0, code]

test('a good token is answered with CONNACK 0 and is listed as a connection', async () => {
  const { broker, port } = await startBroker()
  await connectRaw(port, { clientId: 'console:1', password: 'ana' })
  const [connection] = broker.connections()
  expect(connection).toMatchObject({ subject: 'ana', sessionId: 'session-of-ana', clientId: 'console:1' })
  expect(connection?.remoteAddress).toBe('127.0.0.1')
  expect(connection?.since).toBeInstanceOf(Date)
  expect(broker.stats().clients).toBe(1)
})

test('a refused token is answered with CONNACK 5, a missing one with 4, and both are closed', async () => {
  const { broker, port } = await startBroker()
  expect(await answerTo(port, { password: 'refused' })).toEqual(refusedWith(5))
  expect(await answerTo(port, { password: null })).toEqual(refusedWith(4))
  expect(broker.stats()).toMatchObject({ clients: 0, refused: 2 })
})

test('where authenticate fails the client is told to try again: CONNACK 3', async () => {
  const { port, lines } = await startBroker({ authenticate: () => Promise.reject(new Error('the database is away')) })
  expect(await answerTo(port, {})).toEqual(refusedWith(3))
  expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test('MQTT 5 is answered with CONNACK 1; 3.1 is accepted', async () => {
  const { broker, port } = await startBroker()
  expect(await answerTo(port, { level: 5 })).toEqual(refusedWith(1))
  expect(await answerTo(port, { level: 3, clientId: 'a'.repeat(40) })).toEqual(accepted)
  expect(broker.stats().refused).toBe(1)
})

test.each([
  ['Az09_:.-', accepted],
  ['a'.repeat(64), accepted],
  ['', accepted],
  ['a'.repeat(65), refusedWith(2)],
  ['a b', refusedWith(2)],
  ['a/b', refusedWith(2)],
  ['#', refusedWith(2)],
  ['a\u0000', refusedWith(2)],
  ['a\u0007b', refusedWith(2)],
  ['é', refusedWith(2)],
])('client id %j is answered with %j', async (clientId, answer) => {
  let asked = 0
  const { port } = await startBroker({
    authenticate(credentials) {
      asked++
      return authenticateByName(credentials)
    },
  })
  expect(await answerTo(port, { clientId })).toEqual(answer)
  expect(asked).toBe(answer === accepted ? 1 : 0)
})

test('an empty client id is generated for clean sessions only', async () => {
  const { broker, port } = await startBroker()
  await connectRaw(port, { clientId: '' })
  await connectRaw(port, { clientId: '' })
  expect(new Set(broker.connections().map(({ clientId }) => clientId)).size).toBe(2)
  expect(await answerTo(port, { clientId: '', clean: false })).toEqual(refusedWith(2))
})

test('a will is refused with CONNACK 5, and is never sent', async () => {
  const { broker, port } = await startBroker()
  const will = { topic: 'system/head', payload: 'gone', qos: 1, retain: true }
  expect(await answerTo(port, { will })).toEqual(refusedWith(5))
  expect(broker.stats()).toMatchObject({ clients: 0, published: 0, retained: 0 })
})

test('a session that asks to be kept is accepted and is not: sessionPresent stays 0', async () => {
  const { port } = await startBroker()
  const first = await connectRaw(port, { clean: false, clientId: 'kept' })
  first.send(subscribePacket(['system/head']))
  await first.next()
  first.send(disconnect)
  await first.closed
  expect(await answerTo(port, { clean: false, clientId: 'kept' })).toEqual(accepted)
})

test('who sends no CONNECT in time is cut, and who sends it byte by byte too', async () => {
  let now = 0
  const { port } = await startBroker({ now: () => now, limits: { sweepMs: 5 } })
  const silent = await openRaw(port)
  const dripping = await openRaw(port)
  dripping.send(connectPacket().subarray(0, 5))
  const connected = await connectRaw(port)
  now = 10_000
  await Promise.all([silent.closed, dripping.closed])
  connected.send(pingreq)
  expect(await connected.next()).toMatchObject({ first: 0xd0 })
})

test('who waits for an authenticate that never answers is cut', async () => {
  let now = 0
  const asked = Promise.withResolvers<void>()
  const { broker, port } = await startBroker({
    now: () => now,
    limits: { sweepMs: 5 },
    authenticate: () => {
      asked.resolve()
      return new Promise(() => {})
    },
  })
  const client = await openRaw(port)
  client.send(connectPacket())
  await asked.promise
  now = 10_000
  await client.closed
  expect(broker.stats().clients).toBe(0)
})

test('after one and a half keepalives without a packet the connection is cut, not before', async () => {
  let now = 0
  const { port } = await startBroker({ now: () => now, limits: { sweepMs: 5 } })
  const client = await connectRaw(port, { keepalive: 10 })
  const without = await connectRaw(port, { clientId: 'without', keepalive: 0 })
  now = 14_999
  client.send(pingreq)
  expect(await client.next()).toMatchObject({ first: 0xd0 })
  // An acknowledgement counts as a packet: mqtt.js sends no PINGREQ while it sends these.
  now = 29_000
  client.send(packet(0x40, Buffer.from([0, 1])), pingreq)
  expect(await client.next()).toMatchObject({ first: 0xd0 })
  now = 44_000
  await client.closed
  without.send(pingreq)
  expect(await without.next()).toMatchObject({ first: 0xd0 })
})

test('acknowledgements alone keep a connection alive', async () => {
  let now = 0
  const { broker, port } = await startBroker({ now: () => now, limits: { sweepMs: 5 } })
  const client = await connectRaw(port, { keepalive: 10 })
  const silent = await connectRaw(port, { clientId: 'silent', keepalive: 10 })
  const before = client.socket.bytesWritten
  now = 14_000
  client.send(packet(0x40, Buffer.from([0, 1])))
  // Answered in order on the same loop, so the acknowledgement was read when this is.
  await pingOn(await connectRaw(port, { clientId: 'other' }))
  expect(client.socket.bytesWritten).toBeGreaterThan(before)
  now = 15_000
  await silent.closed
  expect(broker.connections().map(({ clientId }) => clientId)).toContain('raw')
})

async function pingOn(client: RawClient): Promise<void> {
  client.send(pingreq)
  await client.next()
}

test('no timer of aedes ends a connection that its own clock finds alive', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { port } = await startBroker({ now: () => 0 })
  const client = await connectRaw(port, { keepalive: 10 })
  // aedes counts no acknowledgements, since it never sees them.
  vi.advanceTimersByTime(60_000)
  client.send(pingreq)
  expect(await client.next()).toMatchObject({ first: 0xd0 })
})

test('an address that connects too often is turned away for the rest of the minute', async () => {
  let now = 0
  const { broker, port } = await startBroker({ now: () => now, limits: { connectionsPerMinute: 3 } })
  for (let number = 0; number < 3; number++) await connectRaw(port, { clientId: `c${number}` })
  await (
    await openRaw(port)
  ).closed
  expect(broker.stats()).toMatchObject({ clients: 3, refused: 1 })
  now = 60_000
  await connectRaw(port, { clientId: 'c4' })
})

test('there is a limit to all connections, also of those who never send anything', async () => {
  const { broker, port } = await startBroker({ limits: { connections: 2 } })
  await openRaw(port)
  await connectRaw(port)
  await (
    await openRaw(port)
  ).closed
  expect(broker.stats().clients).toBe(1)
})
