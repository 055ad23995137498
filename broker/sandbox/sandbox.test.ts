import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, inject, onTestFinished, test } from 'vitest'
import { collect, connectMqtt } from '../testing/mqttClient.ts'
import {
  connectPacket,
  disconnect,
  packet,
  publishPacket,
  subscribePacket,
  unsubscribePacket,
} from '../testing/packets.ts'
import { connectRaw, openRaw, type RawClient, subscribeRaw } from '../testing/RawClient.ts'
import { startBroker } from '../testing/startBroker.ts'

const prefix = 'conformance/'
const box = { clientId: 'suite', password: 'sandbox' }

const start = () => startBroker({ sandboxPrefix: prefix })
const ack = (first: number, id: number) => packet(first, Buffer.from([id >> 8, id & 255]))

async function expectClosed(client: RawClient): Promise<void> {
  for (;;) if ((await client.next()) === 'closed') return
}

test('mqtt.js publishes and subscribes at each QoS below the prefix', async () => {
  const { port } = await start()
  const client = await connectMqtt(`mqtt://127.0.0.1:${port}`, { password: 'sandbox', clientId: 'any id / ✓' })
  const { until } = collect(client)
  await client.subscribeAsync('conformance/#', { qos: 2 })
  for (const qos of [0, 1, 2] as const) await client.publishAsync(`conformance/q/${qos}`, `at ${qos}`, { qos })
  const seen = await until(3)
  expect(seen.map(({ topic, payload, qos }) => `${topic} ${payload} ${qos}`).toSorted()).toEqual([
    'conformance/q/0 at 0 0',
    'conformance/q/1 at 1 1',
    'conformance/q/2 at 2 2',
  ])
})

test('what is retained is given to who comes later, and an empty one clears it', async () => {
  const { port } = await start()
  const client = await connectMqtt(`mqtt://127.0.0.1:${port}`, { password: 'sandbox' })
  await client.publishAsync('conformance/kept', 'here', { retain: true, qos: 1 })
  const later = await connectMqtt(`mqtt://127.0.0.1:${port}`, { password: 'sandbox' })
  const { until } = collect(later)
  await later.subscribeAsync('conformance/+')
  expect(await until(1)).toMatchObject([{ topic: 'conformance/kept', payload: 'here', retain: true }])
  await client.publishAsync('conformance/kept', '', { retain: true, qos: 1 })
  const raw = await connectRaw(port, box)
  await subscribeRaw(raw, ['conformance/kept'])
  raw.send(publishPacket('conformance/kept', 'live', 0))
  expect(await raw.nextMessages(1)).toMatchObject([{ payload: 'live', retain: false }])
})

test('what comes in one piece is done in its order: published before the subscription it is retained, cleared before it nothing', async () => {
  const { port } = await start()
  for (let round = 0; round < 20; round++) {
    const raw = await connectRaw(port, box)
    const kept = packet(0x31, publishPacket('conformance/piece', `kept ${round}`).subarray(2))
    const cleared = packet(0x31, publishPacket('conformance/piece', '').subarray(2))
    raw.send(kept, subscribePacket(['conformance/piece']))
    expect(await raw.next()).toMatchObject({ first: 0x90 })
    expect(await raw.nextMessages(1)).toMatchObject([{ payload: `kept ${round}`, retain: true }])
    raw.send(unsubscribePacket(['conformance/piece']), cleared, subscribePacket(['conformance/piece']))
    expect(await raw.next()).toMatchObject({ first: 0xb0 })
    expect(await raw.next()).toMatchObject({ first: 0x90 })
    raw.send(publishPacket('conformance/piece', 'live'))
    expect(await raw.nextMessages(1)).toMatchObject([{ payload: 'live', retain: false }])
    raw.send(disconnect)
    await raw.closed
  }
})

test('a will is sent when its client vanishes, not when it says goodbye', async () => {
  const { port } = await start()
  const listener = await connectRaw(port, box)
  await subscribeRaw(listener, ['conformance/will/#'])
  const will = (topic: string) => ({ topic, payload: 'gone', qos: 1 })
  const polite = await connectRaw(port, { ...box, clientId: 'polite', will: will('conformance/will/polite') })
  polite.send(disconnect)
  await polite.closed
  const rude = await connectRaw(port, { ...box, clientId: 'rude', will: will('conformance/will/rude') })
  rude.socket.destroy()
  expect(await listener.nextMessages(1)).toMatchObject([{ topic: 'conformance/will/rude', payload: 'gone' }])
})

test('a session that is kept gets what came meanwhile, at QoS 1 and 2, and says so in the CONNACK', async () => {
  const { port } = await start()
  const first = await connectRaw(port, { ...box, clean: false })
  await subscribeRaw(first, ['conformance/a'], 2)
  first.send(disconnect)
  await first.closed
  const other = await connectMqtt(`mqtt://127.0.0.1:${port}`, { password: 'sandbox' })
  await other.publishAsync('conformance/a', 'one', { qos: 1 })
  await other.publishAsync('conformance/a', 'two', { qos: 2 })
  const again = await openRaw(port)
  again.send(connectPacket({ ...box, clean: false }))
  expect(await again.next()).toMatchObject({ first: 0x20, body: Buffer.from([1, 0]) })
  expect((await again.nextMessages(2)).map(({ payload, qos }) => [payload, qos])).toEqual([
    ['one', 1],
    ['two', 2],
  ])
})

test('a message that was not acknowledged comes again with DUP and the same identifier; one that was does not', async () => {
  const { port } = await start()
  const first = await connectRaw(port, { ...box, clean: false })
  await subscribeRaw(first, ['conformance/a'])
  const other = await connectMqtt(`mqtt://127.0.0.1:${port}`, { password: 'sandbox' })
  await other.publishAsync('conformance/a', 'one', { qos: 1 })
  await other.publishAsync('conformance/a', 'two', { qos: 1 })
  const [one, two] = await first.nextMessages(2)
  first.send(ack(0x40, one?.id ?? 0))
  // Answered in order, so the acknowledgement was taken when this is.
  first.send(packet(0xc0, Buffer.alloc(0)))
  await first.next()
  first.socket.destroy()
  await first.closed
  const again = await connectRaw(port, { ...box, clean: false })
  const resent = await again.next()
  expect(resent).toMatchObject({ first: 0x3a })
  if (resent !== 'closed') expect(resent.body.readUInt16BE(2 + resent.body.readUInt16BE(0))).toBe(two?.id)
})

test('a QoS 2 message is sent to the end: PUBREC, PUBREL, PUBCOMP, each once more where it is repeated', async () => {
  const { port } = await start()
  const client = await connectRaw(port, box)
  await subscribeRaw(client, ['conformance/a'], 2)
  const other = await connectMqtt(`mqtt://127.0.0.1:${port}`, { password: 'sandbox' })
  await other.publishAsync('conformance/a', 'x', { qos: 2 })
  const [message] = await client.nextMessages(1)
  const id = message?.id ?? 0
  client.send(ack(0x50, id))
  expect(await client.next()).toMatchObject({ first: 0x62 })
  client.send(ack(0x50, id))
  expect(await client.next()).toMatchObject({ first: 0x62 })
  client.send(ack(0x70, id), packet(0xc0, Buffer.alloc(0)))
  expect(await client.next()).toMatchObject({ first: 0xd0 })
})

test('a second connection with the same client id takes over, and the older one’s will is sent', async () => {
  const { broker, port } = await start()
  const listener = await connectRaw(port, { ...box, clientId: 'listener' })
  await subscribeRaw(listener, ['conformance/will'])
  const will = { topic: 'conformance/will', payload: 'taken over', qos: 0 }
  let older = await connectRaw(port, { ...box, will })
  for (let round = 0; round < 5; round++) {
    const newer = await connectRaw(port, { ...box, will })
    await older.closed
    expect(await listener.nextMessages(1)).toMatchObject([{ payload: 'taken over' }])
    older = newer
  }
  await subscribeRaw(older, ['conformance/still'])
  older.send(publishPacket('conformance/still', 'here'))
  expect(await older.nextMessages(1)).toMatchObject([{ payload: 'here' }])
  expect(broker.connections()).toHaveLength(2)
})

test('client ids of two tokens of the sandbox do not meet', async () => {
  const { broker, port } = await start()
  await connectRaw(port, box)
  await connectRaw(port, { ...box, password: 'sandbox-2' })
  expect(broker.connections().map(({ subject }) => subject)).toEqual(['sandbox', 'sandbox-2'])
})

test.each([
  ['an empty topic', publishPacket('', 'x')],
  ['a topic out of the prefix', publishPacket('system/head', 'x', 1)],
  ['the prefix alone', publishPacket('conformance/', 'x', 1)],
  ['a wildcard +', publishPacket('conformance/+', 'x')],
  ['a wildcard #', publishPacket('conformance/#', 'x')],
  ['NUL', publishPacket('conformance/a\u0000', 'x')],
  ['U+0001', publishPacket('conformance/a\u0001', 'x')],
  ['U+001F', publishPacket('conformance/a\u001f', 'x')],
  ['U+007F', publishPacket('conformance/a\u007f', 'x')],
  ['U+009F', publishPacket('conformance/a\u009f', 'x')],
  ['U+FFFF', publishPacket('conformance/a\uffff', 'x')],
  ['half a surrogate pair', packet(0x30, Buffer.from([0, 4, 0x61, 0xed, 0xa0, 0x80]))],
  ['QoS 3', packet(0x36, Buffer.from([0, 1, 0x61, 0, 1]))],
  ['DUP at QoS 0', packet(0x38, publishPacket('conformance/a', 'x').subarray(2))],
  ['QoS 1 with identifier 0', publishPacket('conformance/a', 'x', 1, 0)],
  ['QoS 2 with identifier 0', publishPacket('conformance/a', 'x', 2, 0)],
  ['a second CONNECT', connectPacket(box)],
  ['a PUBACK nobody waits for', ack(0x40, 7)],
  ['a PUBREC nobody waits for', ack(0x50, 7)],
  ['a PUBCOMP nobody waits for', ack(0x70, 7)],
  ['a filter with U+0001', subscribePacket(['conformance/\u0001'])],
  ['a packet of 65 KiB', publishPacket('conformance/a', 'x'.repeat(65 * 1024))],
])('%s closes the connection', async (_what, bytes) => {
  const { port } = await start()
  const client = await connectRaw(port, box)
  client.send(bytes)
  await expectClosed(client)
})

test.each([
  [1, 'PUBREC', 0x50],
  [1, 'PUBCOMP', 0x70],
  [2, 'PUBACK', 0x40],
  [2, 'PUBCOMP', 0x70],
] as const)('a message at QoS %i answered with %s closes the connection', async (qos, _name, first) => {
  const { port } = await start()
  const client = await connectRaw(port, box)
  await subscribeRaw(client, ['conformance/a'], qos)
  const other = await connectMqtt(`mqtt://127.0.0.1:${port}`, { password: 'sandbox' })
  await other.publishAsync('conformance/a', 'x', { qos })
  const [message] = await client.nextMessages(1)
  client.send(ack(first, message?.id ?? 0))
  await expectClosed(client)
})

test.each(['#', '+/#', '$SYS/#', 'system/head', 'feed/staff', 'tickets/+', 'conformance/', 'conformance', '+/a'])(
  'the filter %s is refused with 0x80, and one below the prefix beside it granted',
  async (filter) => {
    const { port } = await start()
    const client = await connectRaw(port, box)
    expect(await subscribeRaw(client, [filter, 'conformance/a'])).toEqual([0x80, 1])
  },
)

test('the sandbox and the product never hear of each other', async () => {
  const { broker, port } = await start()
  const suite = await connectRaw(port, box)
  await subscribeRaw(suite, ['conformance/#'])
  const console = await connectRaw(port, { clientId: 'console', password: 'ana' })
  expect(await subscribeRaw(console, ['conformance/a', 'system/head'])).toEqual([0x80, 1])
  void broker.publish({ topic: 'conformance/a', payload: 'from the relay' })
  void broker.publish({ topic: 'system/head', payload: 'head' })
  suite.send(publishPacket('conformance/a', 'mine'))
  expect(await suite.nextMessages(1)).toMatchObject([{ payload: 'mine' }])
  expect(await console.nextMessages(1)).toMatchObject([{ payload: 'head' }])
  expect(suite.packets.filter(({ first }) => first >> 4 === 3)).toHaveLength(1)
})

test('a will out of the prefix is refused; an ordinary token has no will and publishes nothing, sandbox or not', async () => {
  const { port } = await start()
  const will = { topic: 'system/head', payload: 'x' }
  await expect(connectRaw(port, { ...box, will })).rejects.toThrow()
  await expect(connectRaw(port, { password: 'ana', will: { ...will, topic: 'conformance/a' } })).rejects.toThrow()
  const console = await connectRaw(port, { password: 'ana' })
  console.send(publishPacket('conformance/a', 'x'))
  await expectClosed(console)
})

test('without a sandbox its tokens are refused', async () => {
  const { port } = await startBroker()
  await expect(connectRaw(port, box)).rejects.toThrow('refused')
})

test('its clients are bounded, listed and cut like all others', async () => {
  const { broker, port } = await startBroker({ sandboxPrefix: prefix, limits: { clientsPerSubject: 2 } })
  const client = await connectRaw(port, { ...box, clientId: 'a' })
  await connectRaw(port, { ...box, clientId: 'b' })
  await expect(connectRaw(port, { ...box, clientId: 'c' })).rejects.toThrow('refused')
  expect(broker.connections().map(({ clientId }) => clientId)).toEqual(['a', 'b'])
  expect(broker.disconnect(({ clientId }) => clientId === 'a', 'its token was revoked')).toBe(1)
  await client.closed
})

test('mosquitto’s clients: retained, QoS 2, a will', async ({ skip }) => {
  const missing = inject('mosquittoMissing')
  if (missing !== undefined && process.env.CI === 'true') throw new Error(missing)
  skip(missing !== undefined, missing)
  const { broker, port } = await start()
  const common = ['-h', '127.0.0.1', '-p', String(port), '-u', 'x', '-P', 'sandbox']
  const listener = spawn('mosquitto_sub', [...common, '-v', '-q', '2', '-t', 'conformance/#', '-C', '3'])
  onTestFinished(() => void listener.kill())
  let text = ''
  listener.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  while (!text.includes('ready')) {
    await once(spawn('mosquitto_pub', [...common, '-q', '2', '-r', '-t', 'conformance/r', '-m', 'ready']), 'exit')
  }
  const vanishing = spawn('mosquitto_sub', [
    ...common,
    '-i',
    'vanishing',
    '-t',
    'conformance/other',
    '--will-topic',
    'conformance/will',
    '--will-payload',
    'vanished',
  ])
  while (broker.connections().every(({ clientId }) => clientId !== 'vanishing')) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  vanishing.kill('SIGKILL')
  while (!text.includes('vanished')) await once(listener.stdout, 'data')
  expect(text).toContain('conformance/will vanished')
})

test.each([0x82, 0xa2])('a packet of type %i without a filter ends the connection', async (first) => {
  const { port } = await start()
  const client = await connectRaw(port, box)
  client.send(ack(first, 7))
  await expectClosed(client)
})

test('without a client id MQTT 3.1.1 gives one, MQTT 3.1 refuses the identifier', async () => {
  const { port } = await start()
  const answerOf = async (level: number) => {
    const client = await openRaw(port)
    client.send(connectPacket({ ...box, clientId: '', level }))
    return client.next()
  }
  expect(await answerOf(4)).toMatchObject({ first: 0x20, body: Buffer.from([0, 0]) })
  expect(await answerOf(3)).toMatchObject({ first: 0x20, body: Buffer.from([0, 2]) })
})
