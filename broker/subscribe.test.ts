import { expect, test } from 'vitest'
import { idOf } from './testing/ids.ts'
import { connectPacket, packet, pingreq, subscribePacket, unsubscribePacket } from './testing/packets.ts'
import { connectRaw, openRaw, subscribeRaw } from './testing/RawClient.ts'
import { startBroker } from './testing/startBroker.ts'

const refused = 0x80

test.each([
  '#',
  '$SYS/#',
  '$SYS/broker/clients',
  '/#',
  'nothing/of/ours',
  'tickets/not-an-id',
  'tickets/a\u0000b',
  'tickets/\u0007',
  `tickets/${idOf(1)}\n`,
  'tickets/+/secrets',
  '$share/group/tickets/+',
  'constructor',
  '__proto__',
])('%j is answered with SUBACK 0x80 for everyone, and the connection stays', async (filter) => {
  let asked = 0
  const { port } = await startBroker({ maySubscribe: () => ++asked > 0 })
  const client = await connectRaw(port)
  expect(await subscribeRaw(client, [filter])).toEqual([refused])
  expect(asked).toBe(0)
  client.send(pingreq)
  expect(await client.next()).toMatchObject({ first: 0xd0 })
})

test('a filter one may not have is answered with SUBACK 0x80, the others beside it are granted', async () => {
  const { broker, port } = await startBroker({
    maySubscribe: async ({ subject }, filter) => filter !== 'feed/staff' || subject === 'boss',
  })
  const client = await connectRaw(port)
  expect(await subscribeRaw(client, ['system/head', 'feed/staff', 'feed/pool'])).toEqual([1, refused, 1])
  await broker.publish({ topic: 'feed/staff', payload: 'secret' })
  await broker.publish({ topic: 'feed/pool', payload: 'open' })
  expect(await client.nextMessages(1)).toMatchObject([{ payload: 'open' }])
  expect(await subscribeRaw(await connectRaw(port, { password: 'boss' }), ['feed/staff'])).toEqual([1])
})

test('where maySubscribe fails the filter is refused', async () => {
  const { port, lines } = await startBroker({ maySubscribe: () => Promise.reject(new Error('the database is away')) })
  expect(await subscribeRaw(await connectRaw(port), ['system/head'])).toEqual([refused])
  expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test('the granted QoS is the one asked for', async () => {
  const { port } = await startBroker()
  const client = await connectRaw(port)
  for (const qos of [0, 1, 2]) expect(await subscribeRaw(client, ['system/head'], qos)).toEqual([qos])
})

test('a client has a bounded number of filters; asking again for one it has is not one more', async () => {
  const { port } = await startBroker({ limits: { filtersPerClient: 3 } })
  const client = await connectRaw(port)
  const filters = [1, 2, 3, 4].map((number) => `tickets/${idOf(number)}`)
  expect(await subscribeRaw(client, filters)).toEqual([1, 1, 1, refused])
  expect(await subscribeRaw(client, filters.slice(0, 1))).toEqual([1])
  client.send(unsubscribePacket(filters.slice(0, 1)))
  await client.next()
  expect(await subscribeRaw(client, filters.slice(3))).toEqual([1])
})

test('a packet has a bounded number of filters', async () => {
  const { port } = await startBroker({ limits: { filtersPerSubscribe: 3 } })
  const subscriber = await connectRaw(port, { clientId: 'subscriber' })
  subscriber.send(subscribePacket(['a', 'b', 'c', 'd']))
  expect(await subscriber.next()).toBe('closed')
  const unsubscriber = await connectRaw(port, { clientId: 'unsubscriber' })
  unsubscriber.send(unsubscribePacket(['a', 'b', 'c', 'd']))
  expect(await unsubscriber.next()).toBe('closed')
})

test('packets are answered in their order, however long maySubscribe takes, and many may come at once', async () => {
  const { broker, port } = await startBroker({
    maySubscribe: async () => {
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
      return true
    },
  })
  const client = await connectRaw(port)
  // aedes alone would handle the UNSUBSCRIBE while it waits for the answer, and leave the client subscribed.
  client.send(subscribePacket(['system/head'], 1, 1), unsubscribePacket(['system/head'], 2), pingreq)
  expect(await client.next()).toMatchObject({ first: 0x90 })
  expect(await client.next()).toMatchObject({ first: 0xb0 })
  expect(await client.next()).toMatchObject({ first: 0xd0 })
  await broker.publish({ topic: 'system/head', payload: 'not for this client' })
  const pings = 1_000
  client.send(...Array.from({ length: pings }, () => pingreq))
  for (let count = 0; count < pings; count++) expect(await client.next()).toMatchObject({ first: 0xd0 })
})

test('many packets may follow a CONNECT before it is answered', async () => {
  const { port } = await startBroker()
  const client = await openRaw(port)
  // aedes alone closes a client with more than 42 packets behind its CONNECT.
  client.send(connectPacket())
  client.send(...Array.from({ length: 100 }, (_, index) => subscribePacket(['system/head'], 1, index + 1)))
  expect(await client.next()).toMatchObject({ first: 0x20, body: Buffer.from([0, 0]) })
  for (let id = 1; id <= 100; id++) {
    expect(await client.next()).toMatchObject({ first: 0x90, body: Buffer.from([0, id, 1]) })
  }
})

test('after UNSUBSCRIBE nothing more comes', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  await subscribeRaw(client, ['system/head', 'feed/staff'])
  client.send(unsubscribePacket(['system/head']))
  expect(await client.next()).toMatchObject({ first: 0xb0 })
  await broker.publish({ topic: 'system/head', payload: '1' })
  await broker.publish({ topic: 'feed/staff', payload: '2' })
  expect(await client.nextMessages(1)).toMatchObject([{ payload: '2' }])
})

test('subscriptions of clients that left are forgotten', async () => {
  const { broker, port } = await startBroker()
  for (let round = 0; round < 3; round++) {
    const client = await connectRaw(port, { clientId: `c${round}` })
    await subscribeRaw(client, ['system/head', `tickets/${idOf(round)}`])
    client.socket.destroy()
    while (broker.stats().clients > 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const { delivered } = broker.stats()
  await broker.publish({ topic: 'system/head', payload: '1' })
  expect(broker.stats()).toMatchObject({ delivered, subscriptions: 0 })
})

test('a malformed SUBSCRIBE closes that connection only', async () => {
  const { port } = await startBroker()
  const bystander = await connectRaw(port, { clientId: 'bystander' })
  const badFlags = await connectRaw(port, { clientId: 'flags' })
  badFlags.send(packet(0x80, subscribePacket(['system/head']).subarray(2)))
  expect(await badFlags.next()).toBe('closed')
  const truncated = await connectRaw(port, { clientId: 'truncated' })
  truncated.send(packet(0x82, Buffer.from([0, 1, 0, 200, 97])))
  expect(await truncated.next()).toBe('closed')
  const empty = await connectRaw(port, { clientId: 'empty' })
  empty.send(packet(0x82, Buffer.from([0, 1])))
  await Promise.race([empty.closed, empty.next()])
  bystander.send(pingreq)
  expect(await bystander.next()).toMatchObject({ first: 0xd0 })
})
