import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  connectPacket,
  disconnect,
  packet,
  pingreq,
  publishPacket,
  subscribePacket,
  unsubscribePacket,
} from './testing/packets.ts'
import { connectRaw, openRaw, subscribeRaw } from './testing/RawClient.ts'
import { startBroker } from './testing/startBroker.ts'

const megabyte = 1024 * 1024

test('a CONNECT of 256 MB is refused at its header, and is not buffered', async () => {
  const { broker, port } = await startBroker()
  const client = await openRaw(port)
  const before = process.memoryUsage()
  client.send(packet(0x10, Buffer.alloc(0), 268_435_455))
  let sent = 0
  const chunk = Buffer.alloc(megabyte)
  while (!client.socket.destroyed && sent < 64 * megabyte) {
    client.socket.write(chunk)
    sent += chunk.length
    await new Promise((resolve) => setImmediate(resolve))
  }
  await client.closed
  const after = process.memoryUsage()
  expect(sent).toBeLessThan(64 * megabyte)
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(16 * megabyte)
  expect(broker.stats()).toMatchObject({ clients: 0, violations: 1 })
})

test('before authentication a packet has 16 KiB, afterwards 64 KiB', async () => {
  const { port } = await startBroker()
  const tooLarge = await openRaw(port)
  tooLarge.send(connectPacket({ username: 'u'.repeat(16 * 1024) }))
  expect(await tooLarge.next()).toBe('closed')
  const client = await connectRaw(port, { username: 'u'.repeat(15 * 1024) })
  client.send(subscribePacket(Array.from({ length: 900 }, () => 'x'.repeat(60))))
  expect(await client.next()).toMatchObject({ first: 0x90 })
  client.send(packet(0x82, Buffer.alloc(0), 64 * 1024 + 1))
  expect(await client.next()).toBe('closed')
})

test('a length of five bytes closes the connection', async () => {
  const { port } = await startBroker()
  const client = await openRaw(port)
  client.send(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01]))
  expect(await client.next()).toBe('closed')
})

test.each([0, 1, 2])('a PUBLISH at QoS %i closes the connection and reaches nobody', async (qos) => {
  const { broker, port, lines } = await startBroker()
  const listener = await connectRaw(port, { clientId: 'listener' })
  await subscribeRaw(listener, ['system/head'])
  const client = await connectRaw(port)
  client.send(publishPacket('system/head', 'forged', qos))
  expect(await client.next()).toBe('closed')
  await broker.publish({ topic: 'system/head', payload: 'true' })
  expect(await listener.nextMessages(1)).toMatchObject([{ payload: 'true' }])
  expect(broker.stats().violations).toBe(1)
  expect(lines.find(({ message }) => message.includes('for what it sent'))?.details.subject).toBe('ana')
})

test('acknowledgements nobody asked for are dropped', async () => {
  const { port } = await startBroker()
  const client = await connectRaw(port)
  const acks = Array.from({ length: 10_000 }, (_, id) => packet(0x40, Buffer.from([(id + 1) >> 8, (id + 1) & 255])))
  client.send(...acks, pingreq)
  expect(await client.next()).toMatchObject({ first: 0xd0 })
})

test.each([
  ['PUBREC', packet(0x50, Buffer.from([0, 1]))],
  ['PUBREL', packet(0x62, Buffer.from([0, 1]))],
  ['PUBCOMP', packet(0x70, Buffer.from([0, 1]))],
  ['a malformed PUBACK', packet(0x40, Buffer.from([0]))],
  ['a second CONNECT', connectPacket()],
  ['a CONNACK', packet(0x20, Buffer.from([0, 0]))],
  ['a SUBACK', packet(0x90, Buffer.from([0, 1, 0]))],
  ['a PINGRESP', packet(0xd0, Buffer.alloc(0))],
  ['type 0', packet(0x00, Buffer.alloc(0))],
  ['type 15', packet(0xf0, Buffer.alloc(0))],
])('%s closes the connection', async (_name, bytes) => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  client.send(bytes)
  expect(await client.next()).toBe('closed')
  expect(broker.stats().violations).toBe(1)
})

test('what comes before a CONNECT closes the connection', async () => {
  const { port } = await startBroker()
  for (const bytes of [pingreq, subscribePacket(['system/head']), packet(0x40, Buffer.from([0, 1])), disconnect]) {
    const client = await openRaw(port)
    client.send(bytes)
    expect(await client.next()).toBe('closed')
  }
})

test('DISCONNECT closes, and whatever follows it is not read', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  client.send(disconnect, publishPacket('system/head', 'late'), connectPacket(), Buffer.alloc(100_000, 0xff))
  expect(await client.next()).toBe('closed')
  expect(broker.stats()).toMatchObject({ clients: 0, violations: 0 })
})

test('a client that vanishes at any moment leaves nothing behind', async () => {
  const { broker, port } = await startBroker()
  const whole = Buffer.concat([connectPacket(), subscribePacket(['system/head']), pingreq])
  for (let length = 0; length <= whole.length; length++) {
    const client = await openRaw(port)
    client.send(whole.subarray(0, length))
    client.socket.resetAndDestroy()
    await client.closed
  }
  const other = await connectRaw(port, { clientId: 'other' })
  while (broker.stats().clients > 1) await new Promise((resolve) => setImmediate(resolve))
  other.send(pingreq)
  expect(await other.next()).toMatchObject({ first: 0xd0 })
  expect(broker.stats()).toMatchObject({ clients: 1, subscriptions: 0 })
})

/** Packets that are nearly right: real ones with bytes changed, cut off or put in between. */
const nearPackets = fc
  .record({
    base: fc.constantFrom(
      connectPacket({ will: { topic: 'a', payload: 'b' } }),
      connectPacket({ level: 5 }),
      connectPacket(),
      subscribePacket(['system/head', 'tickets/+']),
      unsubscribePacket(['system/head', '#', 'a#', '+a', '/'.repeat(200)]),
      subscribePacket(['a#', '+a', '/'.repeat(200), '']),
      packet(0x40, Buffer.from([0, 1])),
      pingreq,
    ),
    changes: fc.array(fc.record({ at: fc.nat(60), byte: fc.nat(255) }), { maxLength: 3 }),
    end: fc.nat(80),
  })
  .map(({ base, changes, end }) => {
    const bytes = Buffer.from(base.subarray(0, end < 40 ? base.length : end))
    for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte
    return bytes
  })

test('no bytes whatever, before or after a CONNECT, disturb the broker or another client', async () => {
  const { broker, port } = await startBroker({ limits: { connectionsPerMinute: 100_000 } })
  const bystander = await connectRaw(port, { clientId: 'bystander' })
  await subscribeRaw(bystander, ['system/head'])
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(nearPackets, { minLength: 1, maxLength: 6 }),
      async (isConnected, packets) => {
        const client = await openRaw(port)
        client.send(...(isConnected ? [connectPacket({ clientId: `c${round}` })] : []), ...packets)
        client.socket.end()
        await client.closed
        await broker.publish({ topic: 'system/head', payload: String(++round) })
        expect(await bystander.nextMessages(1)).toMatchObject([{ payload: String(round) }])
      },
    ),
    { numRuns: 300 },
  )
})
