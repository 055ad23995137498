import { expect, test } from 'vitest'
import { idOf } from './testing/ids.ts'
import { subscribePacket, unsubscribePacket } from './testing/packets.ts'
import { connectRaw, subscribeRaw, toMessage } from './testing/RawClient.ts'
import { startBroker } from './testing/startBroker.ts'

/** With the rows below 16.8 MB: more than the bounds and than Linux buffers for a connection on loopback. */
const many = 20_000
const row = 'x'.repeat(800)

function* tickets(count: number) {
  for (let number = 0; number < count; number++) yield { topic: `tickets/${idOf(number)}`, payload: `${number} ${row}` }
}

test('SUBSCRIBE to an exact topic among 50,000 retained visits one entry', async () => {
  const { broker, port } = await startBroker()
  await broker.seedRetained(tickets(50_000))
  expect(broker.stats().retained).toBe(50_000)
  const client = await connectRaw(port)
  expect(await subscribeRaw(client, [`tickets/${idOf(4711)}`])).toEqual([1])
  const [message] = await client.nextMessages(1)
  expect(message).toMatchObject({ topic: `tickets/${idOf(4711)}`, retain: true, qos: 1 })
  expect(broker.stats().retainedVisits).toBe(1)
})

test('SUBSCRIBE with a wildcard visits only what is below it', async () => {
  const { broker, port } = await startBroker()
  await broker.seedRetained(tickets(1_000))
  await broker.seedRetained([1, 2, 3].map((number) => ({ topic: `tech/${idOf(number)}`, payload: 'x' })))
  const client = await connectRaw(port)
  await subscribeRaw(client, ['tech/+'])
  await client.nextMessages(3)
  expect(broker.stats().retainedVisits).toBe(3)
})

test('20,000 retained arrive whole, each once, and the client is not cut although they are more than its bound', async () => {
  const { broker, port } = await startBroker({
    limits: { waitingBytes: 1024 * 1024, waitingBytesWhileMoving: 1024 * 1024 },
  })
  await broker.seedRetained(tickets(many))
  const client = await connectRaw(port)
  await subscribeRaw(client, ['tickets/+'])
  const seen = await client.nextMessages(many)
  expect(new Set(seen.map(({ topic }) => topic)).size).toBe(many)
  expect(seen.every(({ retain, payload }) => retain && payload.endsWith(row))).toBe(true)
  expect(broker.stats()).toMatchObject({ cutForSlowness: 0, delivered: many })
})

test('a frozen client gets no more retained messages than its socket takes, and nobody waits for it', async () => {
  const { broker, port } = await startBroker()
  await broker.seedRetained(tickets(many))
  const frozen = await connectRaw(port, { clientId: 'frozen' })
  frozen.socket.pause()
  frozen.send(subscribePacket(['tickets/+']))
  const healthy = await connectRaw(port, { clientId: 'healthy' })
  await subscribeRaw(healthy, ['tickets/+'])
  await healthy.nextMessages(many)
  expect(broker.stats().delivered).toBeLessThan(2 * many)
})

test('while retained messages are given the event loop is never held for long, and live messages pass them', async () => {
  const { broker, port } = await startBroker()
  await broker.seedRetained(tickets(many))
  const client = await connectRaw(port)
  client.send(subscribePacket(['tickets/+', 'feed/staff']))
  while (broker.stats().delivered === 0) await new Promise((resolve) => setImmediate(resolve))
  let live = 0
  while (broker.stats().delivered < many) {
    await broker.publish({ topic: 'feed/staff', payload: String(live++) })
  }
  expect(live).toBeGreaterThan(5)
  await client.next()
  const seen = await client.nextMessages(many)
  const firstLive = seen.findIndex(({ topic }) => topic === 'feed/staff')
  expect(firstLive).toBeGreaterThan(0)
  expect(firstLive).toBeLessThan(many / 2)
})

test('with 5,000 retained and updates meanwhile no topic ever goes back', async () => {
  const { broker, port } = await startBroker()
  const count = 5_000
  await broker.seedRetained(
    Array.from({ length: count }, (_, number) => ({ topic: `tickets/${idOf(number)}`, payload: '0' })),
  )
  const client = await connectRaw(port)
  client.send(subscribePacket(['tickets/+']))
  let version = 0
  for (let turn = 0; turn < 400; turn++) {
    version++
    for (let number = turn; number < count; number += 97) {
      void broker.publish({ topic: `tickets/${idOf(number)}`, payload: String(version), retain: true })
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await broker.publish({ topic: 'tickets/end', payload: 'end' })
  const newest = new Map<string, number>()
  let packet = await client.next()
  for (let last = ''; last !== 'tickets/end'; packet = await client.next()) {
    if (packet === 'closed') throw new Error('closed')
    if (packet.first === 0x90) continue
    const { topic, payload } = toMessage(packet)
    last = topic
    if (topic === 'tickets/end') break
    expect(Number(payload)).toBeGreaterThanOrEqual(newest.get(topic) ?? 0)
    newest.set(topic, Number(payload))
  }
  expect(newest.size).toBe(count)
})

test('a retained message is withheld while its receiver may not have it', async () => {
  const hidden = `tickets/${idOf(2)}`
  const { broker, port } = await startBroker({
    mayReceive: ({ subject }, topic) => subject === 'boss' || topic !== hidden,
  })
  await broker.seedRetained(tickets(3))
  const client = await connectRaw(port, { password: 'tim' })
  await subscribeRaw(client, ['tickets/+'])
  await broker.publish({ topic: `tickets/${idOf(9)}`, payload: 'end' })
  expect((await client.nextMessages(3)).map(({ topic }) => topic)).not.toContain(hidden)
  const boss = await connectRaw(port, { password: 'boss' })
  await subscribeRaw(boss, [hidden])
  expect(await boss.nextMessages(1)).toMatchObject([{ topic: hidden, retain: true }])
})

test('retained messages come at the QoS of the subscription, and again when it is repeated', async () => {
  const { broker, port } = await startBroker()
  await broker.seedRetained([{ topic: 'system/head', payload: 'head' }])
  const client = await connectRaw(port)
  await subscribeRaw(client, ['system/head'], 0)
  expect(await client.nextMessages(1)).toEqual([
    { topic: 'system/head', payload: 'head', retain: true, qos: 0, id: undefined },
  ])
  await subscribeRaw(client, ['system/head'], 1)
  expect(await client.nextMessages(1)).toMatchObject([{ retain: true, qos: 1 }])
})

test('UNSUBSCRIBE ends the retained messages that are still to come', async () => {
  const { broker, port } = await startBroker()
  await broker.seedRetained(tickets(many))
  const client = await connectRaw(port)
  client.send(subscribePacket(['tickets/+']), unsubscribePacket(['tickets/+']), subscribePacket(['feed/staff'], 1, 2))
  let packet = await client.next()
  let copies = 0
  while (packet !== 'closed' && !(packet.first === 0x90 && packet.body[1] === 2)) {
    if (packet.first >> 4 === 3) copies++
    packet = await client.next()
  }
  await broker.publish({ topic: 'feed/staff', payload: 'end' })
  expect(await client.nextMessages(1)).toMatchObject([{ payload: 'end' }])
  expect(copies).toBeLessThan(many)
})

test('seeding takes what arrives over time, and what was cleared', async () => {
  const { broker } = await startBroker()
  await broker.seedRetained(
    (async function* () {
      yield* tickets(3)
      await Promise.resolve()
      yield { topic: `tickets/${idOf(1)}`, payload: '' }
    })(),
  )
  expect(broker.stats()).toMatchObject({ retained: 2, published: 0 })
})
