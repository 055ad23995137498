import { expect, test } from 'vitest'
import { collect, connectMqtt } from './testing/mqttClient.ts'
import { connectPacket, pingreq } from './testing/packets.ts'
import { connectRaw, openRaw, subscribeRaw } from './testing/RawClient.ts'
import { authenticateByName, startBroker } from './testing/startBroker.ts'

test('the same client id of the same user takes over: the older connection is closed', async () => {
  const { broker, port } = await startBroker()
  const older = await connectRaw(port, { clientId: 'phone', password: 'ana' })
  const newer = await connectRaw(port, { clientId: 'phone', password: 'ana' })
  await older.closed
  newer.send(pingreq)
  expect(await newer.next()).toMatchObject({ first: 0xd0 })
  expect(broker.connections()).toHaveLength(1)
})

test('the same client id of another user disturbs nobody', async () => {
  const { broker, port } = await startBroker()
  const url = `mqtt://127.0.0.1:${port}`
  const ana = await connectMqtt(url, { clientId: 'phone', password: 'ana' })
  const anas = collect(ana)
  await ana.subscribeAsync('system/head', { qos: 1 })
  const ben = await connectMqtt(url, { clientId: 'phone', password: 'ben' })
  await broker.publish({ topic: 'system/head', payload: 'still here' })
  expect(await anas.until(1)).toMatchObject([{ payload: 'still here' }])
  expect(ben.connected).toBe(true)
  expect(broker.stats().clients).toBe(2)
})

test('a subject cannot be made to look like the client id of another', async () => {
  const { broker, port } = await startBroker()
  await connectRaw(port, { clientId: 'b:c', password: 'a' })
  await connectRaw(port, { clientId: 'c', password: 'a/b' })
  await connectRaw(port, { clientId: 'c', password: 'a' })
  expect(broker.stats().clients).toBe(3)
})

test('when many connect at once with one client id, one remains and nothing of the others', async () => {
  const { broker, port } = await startBroker({
    // Answered in another order than asked.
    authenticate: async (credentials) => {
      for (let turn = 0; turn < Math.random() * 5; turn++) await new Promise((resolve) => setImmediate(resolve))
      return authenticateByName(credentials)
    },
  })
  const clients = await Promise.all(Array.from({ length: 20 }, () => openRaw(port)))
  for (const client of clients) client.send(connectPacket({ clientId: 'phone' }))
  const open = new Set(clients)
  const closes = clients.map(async (client) => {
    await client.closed
    open.delete(client)
  })
  while (open.size > 1) await Promise.race([...open].map((client) => client.closed))
  const [last] = open
  expect(last).toBeDefined()
  last?.send(pingreq)
  expect(await last?.next()).toMatchObject({ first: 0x20 })
  expect(await last?.next()).toMatchObject({ first: 0xd0 })
  expect(broker.connections()).toHaveLength(1)
  last?.socket.destroy()
  await Promise.all(closes)
  await broker.close()
  expect(broker.connections()).toHaveLength(0)
})

test('a user has a bounded number of clients; a take-over is not one more', async () => {
  const { broker, port } = await startBroker({ limits: { clientsPerSubject: 2 } })
  await connectRaw(port, { clientId: 'one' })
  await connectRaw(port, { clientId: 'two' })
  const third = await openRaw(port)
  third.send(connectPacket({ clientId: 'three' }))
  // "Server unavailable": mqtt.js tries again after this one.
  expect(await third.next()).toMatchObject({ body: Buffer.from([0, 3]) })
  await third.closed
  await connectRaw(port, { clientId: 'two' })
  await connectRaw(port, { clientId: 'three', password: 'ben' })
  expect(broker.stats().clients).toBe(3)
})

test('a place is free again when a client leaves', async () => {
  const { broker, port } = await startBroker({ limits: { clientsPerSubject: 1 } })
  const first = await connectRaw(port, { clientId: 'one' })
  expect(broker.disconnect(({ clientId }) => clientId === 'one', 'test')).toBe(1)
  await first.closed
  await connectRaw(port, { clientId: 'two' })
  expect(broker.stats().clients).toBe(1)
})

test('disconnect closes whom the predicate names, and only those', async () => {
  const { broker, port, lines } = await startBroker()
  const ana = await connectRaw(port, { clientId: 'a', password: 'ana' })
  await subscribeRaw(ana, ['system/head', 'feed/staff'])
  const ben = await connectRaw(port, { clientId: 'b', password: 'ben' })
  expect(broker.disconnect(({ sessionId }) => sessionId === 'session-of-ana', 'signed out')).toBe(1)
  // At once, not when the socket has closed.
  expect(broker.stats()).toMatchObject({ clients: 1, subscriptions: 0 })
  await ana.closed
  ben.send(pingreq)
  expect(await ben.next()).toMatchObject({ first: 0xd0 })
  expect(lines.find(({ details }) => details.reason === 'signed out')?.details).toMatchObject({ subject: 'ana' })
})

test('disconnect also reaches a client whose authentication is under way', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const { broker, port } = await startBroker({
    authenticate: async (credentials) => {
      asked.resolve()
      await answer.promise
      return authenticateByName(credentials)
    },
  })
  const client = await openRaw(port)
  client.send(connectPacket({ password: 'ana' }))
  await asked.promise
  expect(broker.disconnect(({ subject }) => subject === 'ana', 'revoked')).toBe(0)
  answer.resolve()
  expect(await client.next()).toMatchObject({ body: Buffer.from([0, 5]) })
  await client.closed
  expect(broker.stats().clients).toBe(0)
})
