import { expect, test } from 'vitest'
import { idOf } from './testing/ids.ts'
import { collect, connectMqtt } from './testing/mqttClient.ts'
import { connectRaw, subscribeRaw } from './testing/RawClient.ts'
import { startBroker } from './testing/startBroker.ts'

const ticket = `tickets/${idOf(1)}`

test('1,000 messages, retained or not in turn, not awaited, reach every subscriber in order and complete', async () => {
  const { broker, port } = await startBroker()
  const url = `mqtt://127.0.0.1:${port}`
  const sides = await Promise.all(
    [0, 1, 0, 1, 2].map(async (qos, number) => {
      const client = await connectMqtt(url, { clientId: `c${number}` })
      const side = collect(client)
      await client.subscribeAsync('tickets/+', { qos: qos === 0 ? 0 : 1 })
      return { ...side, qos: Math.min(qos, 1) }
    }),
  )
  const count = 1_000
  let last: Promise<void> = Promise.resolve()
  for (let seq = 0; seq < count; seq++) {
    last = broker.publish({ topic: `tickets/${idOf(seq % 7)}`, payload: String(seq), retain: seq % 2 === 0 })
  }
  await last
  for (const { until, qos } of sides) {
    const seen = await until(count)
    expect(seen.map(({ payload }) => Number(payload))).toEqual(Array.from({ length: count }, (_, index) => index))
    expect(seen.every((message) => message.qos === qos && !message.retain)).toBe(true)
  }
})

test('awaited and not awaited messages keep the order of the calls', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  await subscribeRaw(client, ['feed/staff'])
  for (let seq = 0; seq < 100; seq++) {
    const sent = broker.publish({ topic: 'feed/staff', payload: String(seq) })
    if (seq % 3 === 0) await sent
  }
  const seen = await client.nextMessages(100)
  expect(seen.map(({ payload }) => Number(payload))).toEqual(Array.from({ length: 100 }, (_, index) => index))
})

test('publish resolves when the message has been handed to the sockets', async () => {
  const { broker, port } = await startBroker()
  await subscribeRaw(await connectRaw(port), ['feed/staff'])
  const before = broker.stats().delivered
  const sent = broker.publish({ topic: 'feed/staff', payload: 'x' })
  expect(broker.stats().delivered).toBe(before)
  await sent
  expect(broker.stats().delivered).toBe(before + 1)
})

test('message ids of one connection do not repeat among 30,000, are never 0, and live and retained ones never meet', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  await broker.publish({ topic: 'system/head', payload: 'retained', retain: true })
  await subscribeRaw(client, ['system/head', 'feed/staff'])
  const [retained] = await client.nextMessages(1)
  expect(retained?.id).toBeGreaterThan(32_767)
  const ids = new Set<number | undefined>()
  for (let sent = 0; sent < 30_000; sent += 1_000) {
    for (let index = 0; index < 1_000; index++) void broker.publish({ topic: 'feed/staff', payload: '' })
    for (const { id } of await client.nextMessages(1_000)) ids.add(id)
  }
  expect(ids.size).toBe(30_000)
  expect(ids.has(0)).toBe(false)
  expect([...ids].every((id) => id !== undefined && id < 32_768)).toBe(true)
})

test('overlapping filters deliver once, at the highest QoS of those that match', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  await subscribeRaw(client, ['tickets/#'], 0)
  await subscribeRaw(client, ['tickets/+'], 1)
  await broker.publish({ topic: ticket, payload: 'once' })
  await broker.publish({ topic: `${ticket}/comments`, payload: 'end' })
  expect(await client.nextMessages(2)).toMatchObject([
    { payload: 'once', qos: 1 },
    { payload: 'end', qos: 0 },
  ])
})

test('a zero-length retained message clears the retained one and reaches live subscribers', async () => {
  const { broker, port } = await startBroker()
  const live = await connectRaw(port, { clientId: 'live' })
  await broker.publish({ topic: ticket, payload: 'open', retain: true })
  await subscribeRaw(live, ['tickets/+'])
  await live.nextMessages(1)
  await broker.publish({ topic: ticket, payload: '', retain: true })
  expect(await live.nextMessages(1)).toMatchObject([{ topic: ticket, payload: '', retain: false }])
  expect(broker.stats().retained).toBe(0)
  const late = await connectRaw(port, { clientId: 'late' })
  await subscribeRaw(late, ['tickets/+'])
  await broker.publish({ topic: ticket, payload: 'next' })
  expect(await late.nextMessages(1)).toMatchObject([{ payload: 'next' }])
})

test('mayReceive is asked for each message at the moment of the call', async () => {
  let sight = true
  const { broker, port } = await startBroker({ mayReceive: () => sight })
  const client = await connectRaw(port)
  await subscribeRaw(client, [ticket])
  for (const [payload, allowed] of [
    ['1', true],
    ['2', false],
    ['3', true],
    ['4', false],
  ] as const) {
    sight = allowed
    void broker.publish({ topic: ticket, payload })
  }
  sight = true
  await broker.publish({ topic: ticket, payload: '5' })
  expect((await client.nextMessages(3)).map(({ payload }) => payload)).toEqual(['1', '3', '5'])
})

test('mayReceive is told who and what', async () => {
  const asked: unknown[] = []
  const { broker, port } = await startBroker({
    mayReceive: ({ subject, role }, topic) => asked.push([subject, role, topic]) > 0,
  })
  await subscribeRaw(await connectRaw(port, { password: 'ana' }), ['tickets/+'])
  await broker.publish({ topic: ticket, payload: 'x' })
  await broker.publish({ topic: 'feed/staff', payload: 'nobody subscribes' })
  expect(asked).toEqual([['ana', 'dispatcher', ticket]])
})

test('where mayReceive fails the message is withheld from that subscriber, the others get it', async () => {
  const { broker, port, lines } = await startBroker({
    mayReceive: ({ subject }) => {
      if (subject === 'ana') throw new Error('sight is unknown')
      return true
    },
  })
  const ana = await connectRaw(port, { password: 'ana' })
  const ben = await connectRaw(port, { password: 'ben' })
  await subscribeRaw(ana, ['feed/staff'])
  await subscribeRaw(ben, ['feed/staff'])
  await broker.publish({ topic: 'feed/staff', payload: 'x' })
  expect(await ben.nextMessages(1)).toMatchObject([{ payload: 'x' }])
  expect(ana.packets).toHaveLength(2)
  expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test.each(['', '#', 'tickets/+', 'a\u0000b', 'a\nb', '$SYS/x', 'x'.repeat(65_536)])(
  '%j cannot be published to',
  async (topic) => {
    const { broker } = await startBroker()
    await expect(broker.publish({ topic, payload: 'x' })).rejects.toThrow(TypeError)
    await expect(broker.seedRetained([{ topic, payload: 'x' }])).rejects.toThrow(TypeError)
    expect(broker.stats()).toMatchObject({ published: 0, retained: 0 })
  },
)

test('payloads are bytes: text, buffers that are used again, and a megabyte arrive as they were', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  await subscribeRaw(client, ['feed/staff'], 0)
  const reused = Buffer.from('before')
  void broker.publish({ topic: 'feed/staff', payload: reused, retain: true })
  reused.fill('x')
  void broker.publish({ topic: 'feed/staff', payload: 'grüße ✓' })
  void broker.publish({ topic: 'feed/staff', payload: 'm'.repeat(1_000_000) })
  const [first, second, third] = await client.nextMessages(3)
  expect(first?.payload).toBe('before')
  expect(second?.payload).toBe('grüße ✓')
  expect(third?.payload).toHaveLength(1_000_000)
  await subscribeRaw(client, ['feed/staff'], 0)
  expect(await client.nextMessages(1)).toMatchObject([{ payload: 'before', retain: true }])
})
