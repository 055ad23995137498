import { expect, test } from 'vitest'
import { malformation } from './malformation.ts'
import { PacketGuard } from './PacketGuard.ts'
import {
  connectPacket,
  disconnect,
  packet,
  pingreq,
  publishPacket,
  subscribePacket,
  unsubscribePacket,
} from './testing/packets.ts'
import { connectRaw, openRaw } from './testing/RawClient.ts'
import { startBroker } from './testing/startBroker.ts'

const none = Buffer.alloc(0)
const bytes = (...values: number[]): Buffer => Buffer.from(values)
const will = { topic: 'conformance/w', payload: 'x' }
/** Another first byte. */
const first = (value: number, whole: Buffer): Buffer => Buffer.concat([bytes(value), whole.subarray(1)])
/** Without so many of its last bytes, and with a length that says so. */
const shorter = (whole: Buffer, by: number): Buffer => packet(whole[0] ?? 0, whole.subarray(2, whole.length - by))
function withConnectFlags(flags: number): Buffer {
  const whole = Buffer.from(connectPacket())
  whole[9] = flags
  return whole
}

const malformed: [string, Buffer][] = [
  ['a PINGREQ with a body', packet(0xc0, bytes(0))],
  ['a PINGREQ with flags', packet(0xc1, none)],
  ['a DISCONNECT with a body', packet(0xe0, bytes(0))],
  ['a PUBREL with identifier 0', packet(0x62, bytes(0, 0))],
  ['a PUBREL with the flags of a PUBACK', packet(0x60, bytes(0, 1))],
  ['a PUBACK with identifier 0', packet(0x40, bytes(0, 0))],
  ['a PUBACK without an identifier', packet(0x40, bytes(0))],
  ['a PUBREC with a byte too many', packet(0x50, bytes(0, 1, 0))],
  ['a PUBCOMP with flags', packet(0x72, bytes(0, 1))],
  ['a SUBSCRIBE without a filter', packet(0x82, bytes(0, 1))],
  ['a SUBSCRIBE with identifier 0', subscribePacket(['a'], 1, 0)],
  ['a SUBSCRIBE at QoS 3', subscribePacket(['a'], 3)],
  ['a SUBSCRIBE with the reserved bits of a QoS', subscribePacket(['a'], 0x81)],
  ['a SUBSCRIBE that is cut off', shorter(subscribePacket(['a', 'b']), 2)],
  ['a SUBSCRIBE with other flags', first(0x80, subscribePacket(['a']))],
  ['an UNSUBSCRIBE without a filter', packet(0xa2, bytes(0, 1))],
  ['an UNSUBSCRIBE that is cut off', shorter(unsubscribePacket(['ab']), 1)],
  ['an UNSUBSCRIBE with identifier 0', unsubscribePacket(['a'], 0)],
  ['a CONNECT with a will at QoS 3', connectPacket({ will: { ...will, qos: 3 } })],
  ['a CONNECT with a QoS of no will', withConnectFlags(0xca)],
  ['a CONNECT that wants no will to be retained', withConnectFlags(0xe2)],
  ['a CONNECT with a password and no user name', withConnectFlags(0x42)],
  ['a CONNECT with a user name that its flags do not announce', withConnectFlags(0x02)],
  ['a CONNECT with a will without a topic', connectPacket({ will: { ...will, topic: '' } })],
  ['a CONNECT with flags', first(0x11, connectPacket())],
]

function malformationOf(whole: Buffer): string | undefined {
  const guard = new PacketGuard(1024)
  guard.push(whole)
  const found = guard.next()
  if (!found) throw new Error('that is no whole packet')
  return malformation(found)
}

test.each(malformed)('%s is none', (_, whole) => {
  expect(malformationOf(whole)).toBeDefined()
})

test.each([
  ['a CONNECT', connectPacket()],
  ['a CONNECT with a will', connectPacket({ will: { ...will, qos: 2, retain: true } })],
  ['a CONNECT of MQTT 3.1', connectPacket({ level: 3 })],
  ['PINGREQ', pingreq],
  ['DISCONNECT', disconnect],
  ['a SUBSCRIBE', subscribePacket(['a', 'b/#'], 2, 65_535)],
  ['an UNSUBSCRIBE', unsubscribePacket(['a', 'b/#'])],
  ['a PUBLISH', publishPacket('a', 'b', 1)],
  ['a PUBREL', packet(0x62, bytes(0, 1))],
  ['a PUBACK', packet(0x40, bytes(255, 255))],
])('%s is well formed', (_, whole) => {
  expect(malformationOf(whole)).toBeUndefined()
})

test.each(malformed)('%s ends the connection, of the product and of the sandbox', async (name, whole) => {
  const { broker, port } = await startBroker({ sandboxPrefix: 'conformance/' })
  for (const password of ['ana', 'sandbox']) {
    const isFirst = name.includes('CONNECT with') && !name.includes('DISCONNECT')
    const client = isFirst ? await openRaw(port) : await connectRaw(port, { password })
    client.send(whole)
    expect(await client.next()).toBe('closed')
  }
  expect(broker.stats()).toMatchObject({ violations: 2 })
})

test('MQTT 3.1 says with DUP that it sends again, 3.1.1 does not know it', async () => {
  const { port } = await startBroker({ sandboxPrefix: 'conformance/' })
  const again = [first(0x8a, subscribePacket(['conformance/a'])), first(0xaa, unsubscribePacket(['conformance/a']))]
  for (const password of ['ana', 'sandbox']) {
    const older = await connectRaw(port, { password, level: 3 })
    older.send(...again)
    expect(await older.next()).toMatchObject({ first: 0x90 })
    expect(await older.next()).toMatchObject({ first: 0xb0 })
    const newer = await connectRaw(port, { password, clientId: 'newer' })
    newer.send(...again)
    expect(await newer.next()).toBe('closed')
  }
})

test.each([0, 2, 6, 127])('a CONNECT at protocol level %i is told that it is not spoken here', async (level) => {
  const { port } = await startBroker()
  const client = await openRaw(port)
  client.send(connectPacket({ level }))
  expect(await client.next()).toEqual({ first: 0x20, body: bytes(0, 1) })
  expect(await client.next()).toBe('closed')
})
