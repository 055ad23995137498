import { expect, test } from 'vitest'
import { packetTypes } from '../PacketGuard.ts'
import { connectPacket, disconnect, packet, pingreq, publishPacket, unsubscribePacket } from '../testing/packets.ts'
import { connectRaw, openRaw, type RawClient, type Received, subscribeRaw } from '../testing/RawClient.ts'
import { startBroker, type TestOptions } from '../testing/startBroker.ts'

// What MQTT 3.1.1 promises to clients that publish, come back and vanish. The sections are those of the standard.

const box = { clientId: 'a', password: 'sandbox' }
const other = { clientId: 'b', password: 'sandbox' }
const kept = { ...box, clean: false }

const start = (options: TestOptions = {}) => startBroker({ sandboxPrefix: 'conformance/', ...options })
const ack = (first: number, id: number) => packet(first, Buffer.from([id >> 8, id & 255]))
const retained = (whole: Buffer) => Buffer.concat([Buffer.from([(whole[0] ?? 0) | 1]), whole.subarray(1)])
const typeOf = (received: Received | 'closed') => (received === 'closed' ? received : received.first >> 4)

/** Published and, at QoS 1 and 2, acknowledged to the end. */
async function publish(client: RawClient, topic: string, payload: string, qos: number, retain = false): Promise<void> {
  const whole = publishPacket(topic, payload, qos, 7)
  client.send(retain ? retained(whole) : whole)
  if (qos === 0) client.send(pingreq)
  const answer = [packetTypes.pingresp, packetTypes.puback, packetTypes.pubrec][qos]
  expect(typeOf(await client.next())).toBe(answer)
  if (qos < 2) return
  client.send(ack(0x62, 7))
  expect(typeOf(await client.next())).toBe(packetTypes.pubcomp)
}

/** All messages that come before the answer to a PINGREQ, which the sandbox gives in its turn. */
async function messagesUntilPing(client: RawClient): Promise<string[]> {
  client.send(pingreq)
  const topics: string[] = []
  for (;;) {
    const received = await client.next()
    if (received === 'closed') throw new Error('the connection was closed')
    if (typeOf(received) === packetTypes.pingresp) return topics
    if (typeOf(received) === packetTypes.publish) topics.push(topicOf(received))
  }
}

function topicOf({ body }: Received): string {
  return body.toString('utf8', 2, 2 + body.readUInt16BE(0))
}

async function leave(client: RawClient): Promise<void> {
  client.send(disconnect)
  await client.closed
}

/** The CONNACK's two bytes. */
async function connackOf(port: number, options: Parameters<typeof connectPacket>[0]): Promise<number[]> {
  const client = await openRaw(port)
  client.send(connectPacket(options))
  const answer = await client.next()
  if (answer === 'closed') throw new Error('there came no CONNACK')
  await leave(client)
  return [...answer.body]
}

test('retained messages come with their QoS, or the lower one that was granted; an empty one clears each (3.3.1.3)', async () => {
  const { port } = await start()
  const publisher = await connectRaw(port, box)
  for (const qos of [0, 1, 2]) await publish(publisher, `conformance/kept/${qos}`, `at ${qos}`, qos, true)
  for (const granted of [0, 1, 2]) {
    const reader = await connectRaw(port, { ...other, clientId: `reader-${granted}` })
    await subscribeRaw(reader, ['conformance/kept/+'], granted)
    const messages = await reader.nextMessages(3)
    expect(messages.map(({ payload, qos, retain }) => `${payload} ${qos} ${retain}`).toSorted()).toEqual(
      [0, 1, 2].map((qos) => `at ${qos} ${Math.min(qos, granted)} true`),
    )
  }
  for (const qos of [0, 1, 2]) await publish(publisher, `conformance/kept/${qos}`, '', qos, true)
  const late = await connectRaw(port, other)
  await subscribeRaw(late, ['conformance/kept/#'], 2)
  expect(await messagesUntilPing(late)).toEqual([])
})

test.each([0, 1, 2])(
  'nobody is given more than the QoS %i that was granted, live or after an absence (3.8.4)',
  async (granted) => {
    const { port } = await start()
    const reader = await connectRaw(port, kept)
    await subscribeRaw(reader, ['conformance/+'], granted)
    const publisher = await connectRaw(port, other)
    await publish(publisher, 'conformance/live', 'x', 2)
    expect(await reader.nextMessages(1)).toMatchObject([{ topic: 'conformance/live', qos: granted }])
    reader.socket.destroy()
    await reader.closed
    await publish(publisher, 'conformance/queued', 'x', 2)
    const again = await connectRaw(port, kept)
    if (granted === 0) return expect(await messagesUntilPing(again)).toEqual([])
    expect(await again.nextMessages(2)).toMatchObject([
      { topic: 'conformance/live', qos: granted },
      { topic: 'conformance/queued', qos: granted },
    ])
  },
)

test('where several filters match, a message comes once, with the highest QoS of them (3.3.5)', async () => {
  const { port } = await start()
  const reader = await connectRaw(port, box)
  for (const [index, [first, second]] of [
    [0, 2],
    [2, 0],
    [1, 2],
  ].entries()) {
    await subscribeRaw(reader, [`conformance/${index}/#`], first)
    await subscribeRaw(reader, [`conformance/${index}/+`], second)
  }
  const publisher = await connectRaw(port, other)
  for (const index of [0, 1, 2]) await publish(publisher, `conformance/${index}/x`, 'x', 2)
  expect((await reader.nextMessages(3)).map(({ topic, qos }) => [topic, qos])).toEqual(
    [0, 1, 2].map((index) => [`conformance/${index}/x`, 2]),
  )
  expect(await messagesUntilPing(reader)).toEqual([])
})

test('after one and a half keepalives of silence the connection ends and the will is sent (3.1.2.10)', async () => {
  let time = 0
  const { port } = await start({ now: () => time, limits: { sweepMs: 10 } })
  const listener = await connectRaw(port, other)
  await subscribeRaw(listener, ['conformance/will'])
  const will = { topic: 'conformance/will', payload: 'silent', qos: 1 }
  const silent = await connectRaw(port, { ...box, keepalive: 10, will })
  time = 14_900
  silent.send(pingreq)
  expect(typeOf(await silent.next())).toBe(packetTypes.pingresp)
  time = 29_800
  expect(await messagesUntilPing(listener)).toEqual([])
  time = 30_000
  await silent.closed
  expect(await listener.nextMessages(1)).toMatchObject([{ payload: 'silent' }])
})

test('a zero-length client id is given one where the session is clean, and refused where it is to be kept (3.1.3.1)', async () => {
  const { port } = await start()
  expect(await connackOf(port, { ...box, clientId: '' })).toEqual([0, 0])
  expect(await connackOf(port, { ...box, clientId: '', clean: false })).toEqual([0, 2])
})

test('a session that is kept is there again without a subscription too, and a clean one ends it (3.1.2.4, 3.2.2.2)', async () => {
  const { port } = await start()
  expect(await connackOf(port, kept)).toEqual([0, 0])
  expect(await connackOf(port, kept)).toEqual([1, 0])
  expect(await connackOf(port, box)).toEqual([0, 0])
  expect(await connackOf(port, kept)).toEqual([0, 0])
  // MQTT 3.1 has no such flag.
  expect(await connackOf(port, { ...kept, level: 3 })).toEqual([0, 0])
})

test.each([1, 2])('what was not acknowledged at QoS %i comes again when its client returns (4.4)', async (qos) => {
  const { port } = await start()
  const reader = await connectRaw(port, kept)
  await subscribeRaw(reader, ['conformance/#'], qos)
  const publisher = await connectRaw(port, other)
  await publish(publisher, 'conformance/a', 'x', qos)
  const [sent] = await reader.nextMessages(1)
  await leave(reader)
  const again = await connectRaw(port, kept)
  expect(await again.nextMessages(1)).toMatchObject([{ payload: 'x', qos, id: sent?.id }])
  expect(again.packets.at(-1)?.first).toBe(0x38 | (qos << 1))
})

test('a PUBREL is answered however often it comes, also after a return (4.3.3)', async () => {
  const { port } = await start()
  const first = await connectRaw(port, kept)
  first.send(publishPacket('conformance/a', 'x', 2, 9))
  expect(typeOf(await first.next())).toBe(packetTypes.pubrec)
  first.socket.destroy()
  await first.closed
  for (let round = 0; round < 2; round++) {
    const again = await connectRaw(port, kept)
    again.send(ack(0x62, 9))
    expect(typeOf(await again.next())).toBe(packetTypes.pubcomp)
    again.send(ack(0x62, 9))
    expect(typeOf(await again.next())).toBe(packetTypes.pubcomp)
    await leave(again)
  }
})

test('what begins with a dollar sign is taken and reaches nobody; $SYS is nobody’s to write to (4.7.2)', async () => {
  const { port } = await start()
  const reader = await connectRaw(port, box)
  expect(await subscribeRaw(reader, ['$a/b', '#', '+/b', 'conformance/#'], 2)).toEqual([0x80, 0x80, 0x80, 2])
  const publisher = await connectRaw(port, other)
  for (const qos of [0, 1, 2]) await publish(publisher, '$a/b', 'x', qos, true)
  expect(await messagesUntilPing(reader)).toEqual([])
  publisher.send(publishPacket('$SYS/new/clients', 'x', 1))
  expect(await publisher.next()).toBe('closed')
})

test('after UNSUBACK nothing more comes for that filter, for the others it does (3.10.4)', async () => {
  const { port } = await start()
  const reader = await connectRaw(port, kept)
  await subscribeRaw(reader, ['conformance/a', 'conformance/b'], 1)
  reader.send(unsubscribePacket(['conformance/a', 'conformance/never']))
  expect(typeOf(await reader.next())).toBe(packetTypes.unsuback)
  const publisher = await connectRaw(port, other)
  for (const topic of ['conformance/a', 'conformance/b']) await publish(publisher, topic, 'x', 1)
  expect(await reader.nextMessages(1)).toMatchObject([{ topic: 'conformance/b' }])
  await leave(reader)
  await publish(publisher, 'conformance/a', 'x', 1)
  const again = await connectRaw(port, kept)
  expect(await messagesUntilPing(again)).toEqual(['conformance/b'])
})

test('a plus sign stands for an empty level as well: retained, live and after an absence (4.7.1.3)', async () => {
  const { port } = await start()
  const publisher = await connectRaw(port, other)
  await publish(publisher, 'conformance/x/', 'retained', 1, true)
  const reader = await connectRaw(port, kept)
  await subscribeRaw(reader, ['conformance/x/+'], 1)
  expect(await reader.nextMessages(1)).toMatchObject([{ payload: 'retained', retain: true }])
  await publish(publisher, 'conformance/x/', 'live', 1)
  const [live] = await reader.nextMessages(1)
  expect(live).toMatchObject({ payload: 'live', retain: false })
  reader.send(ack(0x40, live?.id ?? 0))
  await messagesUntilPing(reader)
  await leave(reader)
  await publish(publisher, 'conformance/x/', 'queued', 1)
  const again = await connectRaw(port, kept)
  expect((await again.nextMessages(1)).map(({ payload }) => payload)).toEqual(['queued'])
})

test('one filter more than a client may have is refused, and granted when another was given up', async () => {
  const { port } = await start({ limits: { filtersPerClient: 2 } })
  const client = await connectRaw(port, box)
  expect(await subscribeRaw(client, ['conformance/a', 'conformance/b', 'conformance/c'])).toEqual([1, 1, 0x80])
  client.send(unsubscribePacket(['conformance/a']))
  expect(typeOf(await client.next())).toBe(packetTypes.unsuback)
  expect(await subscribeRaw(client, ['conformance/b', 'conformance/c'])).toEqual([1, 1])
})
