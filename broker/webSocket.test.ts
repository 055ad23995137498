import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { collect, connectMqtt } from './testing/mqttClient.ts'
import { connectPacket, packet, subscribePacket } from './testing/packets.ts'
import { serveWebSockets, startBroker, type TestOptions } from './testing/startBroker.ts'

async function start(options: TestOptions = {}, remoteAddress?: string) {
  const started = await startBroker(options)
  const httpPort = await serveWebSockets(started.broker, remoteAddress)
  return { ...started, url: `ws://127.0.0.1:${httpPort}/mqtt`, host: `127.0.0.1:${httpPort}` }
}

/** 101 where the upgrade is accepted, else the status it is refused with. */
async function upgradeStatus(url: string, protocols: string[], headers: Record<string, string> = {}): Promise<number> {
  const webSocket = new WebSocket(url, protocols, { headers })
  onTestFinished(() => webSocket.terminate())
  webSocket.on('error', () => {})
  return new Promise((resolve) => {
    webSocket.on('open', () => resolve(101))
    webSocket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
  })
}

async function openWebSocket(url: string): Promise<WebSocket> {
  const webSocket = new WebSocket(url, ['mqtt'])
  onTestFinished(() => webSocket.terminate())
  webSocket.on('error', () => {})
  await once(webSocket, 'open')
  return webSocket
}

test('mqtt.js over WebSocket gets retained and live messages in order', async () => {
  const { broker, url } = await start()
  await broker.seedRetained([{ topic: 'system/head', payload: 'retained' }])
  const client = await connectMqtt(url)
  const { until } = collect(client)
  await client.subscribeAsync(['system/head', 'feed/staff'], { qos: 1 })
  expect(await until(1)).toMatchObject([{ payload: 'retained', retain: true }])
  for (let seq = 0; seq < 1_000; seq++) void broker.publish({ topic: 'feed/staff', payload: String(seq) })
  const seen = await until(1_001)
  expect(seen.slice(1).map(({ payload }) => Number(payload))).toEqual(
    Array.from({ length: 1_000 }, (_, index) => index),
  )
  expect(broker.connections()[0]?.remoteAddress).toBe('127.0.0.1')
})

test('20,000 retained arrive whole over WebSocket', async () => {
  const { broker, url } = await start()
  const payload = 'x'.repeat(800)
  await broker.seedRetained(Array.from({ length: 20_000 }, (_, number) => ({ topic: `tickets/${number}`, payload })))
  const webSocket = await openWebSocket(url)
  let bytes = 0
  const all = new Promise<void>((resolve) => {
    webSocket.on('message', (data: Buffer) => {
      bytes += data.length
      if (bytes > 20_000 * payload.length) resolve()
    })
  })
  webSocket.send(Buffer.concat([connectPacket(), subscribePacket(['tickets/+'])]))
  await all
  expect(broker.stats().cutForSlowness).toBe(0)
})

test('a request without Origin is accepted, with one only from the same host or a configured origin', async () => {
  const { broker, url, host } = await start({ allowedOrigins: ['https://signalbox.example.com/'] })
  const statuses = async (...origins: string[]) =>
    Promise.all(origins.map((origin) => upgradeStatus(url, ['mqtt'], { Origin: origin })))
  expect(await upgradeStatus(url, ['mqtt'])).toBe(101)
  expect(await statuses(`http://${host}`, `https://${host.toUpperCase()}`, 'https://signalbox.example.com')).toEqual([
    101, 101, 101,
  ])
  expect(
    await statuses(
      'https://evil.example.com',
      'https://signalbox.example.com.evil.com',
      'http://signalbox.example.com',
      'http://127.0.0.1',
      'null',
      'https://',
    ),
  ).toEqual([403, 403, 403, 403, 403, 403])
  expect(broker.stats().refused).toBe(6)
})

test('a default port of the Host header counts the same whether it is written or not', async () => {
  const { url } = await start()
  const status = (Host: string, Origin: string) => upgradeStatus(url, ['mqtt'], { Host, Origin })
  expect(await status('signalbox.example.com:443', 'https://signalbox.example.com')).toBe(101)
  expect(await status('signalbox.example.com', 'https://signalbox.example.com:443')).toBe(101)
  expect(await status('signalbox.example.com:443', 'http://signalbox.example.com')).toBe(403)
})

test('the subprotocol has to be mqtt', async () => {
  const { broker, url } = await start()
  expect(await upgradeStatus(url, [])).toBe(400)
  expect(await upgradeStatus(url, ['mqttv5', 'chat'])).toBe(400)
  expect(await upgradeStatus(url, ['chat', 'mqtt'])).toBe(101)
  expect(broker.stats().refused).toBe(2)
})

test('an address that connects too often is answered with 429, by the address a trusted proxy names', async () => {
  const { url, broker } = await start({ limits: { connectionsPerMinute: 1 } }, '203.0.113.7')
  const client = await connectMqtt(url)
  expect(broker.connections()[0]?.remoteAddress).toBe('203.0.113.7')
  expect(await upgradeStatus(url, ['mqtt'])).toBe(429)
  expect(client.connected).toBe(true)
})

test('where there are too many connections, or the broker closes, the answer is 503', async () => {
  const { url, broker } = await start({ limits: { connections: 1 } })
  await connectMqtt(url)
  expect(await upgradeStatus(url, ['mqtt'])).toBe(503)
  expect(broker.stats().refused).toBe(1)
  await broker.close()
  expect(await upgradeStatus(url, ['mqtt'])).toBe(503)
})

test('refused credentials are answered over WebSocket before it closes', async () => {
  const { url } = await start()
  const webSocket = await openWebSocket(url)
  const answered = once(webSocket, 'message')
  const closed = once(webSocket, 'close')
  webSocket.send(connectPacket({ password: 'refused' }))
  const [data]: unknown[] = await answered
  expect(data).toEqual(Buffer.from([0x20, 2, 0, 5]))
  await closed
})

test('packets may be split over frames as they like', async () => {
  const { url } = await start()
  const webSocket = await openWebSocket(url)
  const answered = once(webSocket, 'message')
  for (const byte of connectPacket()) webSocket.send(Buffer.from([byte]))
  const [data]: unknown[] = await answered
  expect(data).toEqual(Buffer.from([0x20, 2, 0, 0]))
})

test('a text frame closes the connection', async () => {
  const { url } = await start()
  const webSocket = await openWebSocket(url)
  const closed = once(webSocket, 'close')
  webSocket.send(connectPacket().toString('latin1'))
  expect((await closed)[0]).toBe(1003)
})

test('a frame of more than 64 KiB and a CONNECT of more than 16 KiB close the connection', async () => {
  const { url } = await start()
  const large = await openWebSocket(url)
  const largeClosed = once(large, 'close')
  large.send(Buffer.alloc(65 * 1024))
  expect((await largeClosed)[0]).toBe(1009)
  const connect = await openWebSocket(url)
  const connectClosed = once(connect, 'close')
  connect.send(packet(0x10, Buffer.alloc(0), 17 * 1024))
  await connectClosed
})

test('a frozen subscriber over WebSocket is cut, the others get everything', async () => {
  let now = 0
  const { broker, url } = await start({ now: () => now, limits: { sweepMs: 5 } })
  const healthy = await connectMqtt(url, { clientId: 'healthy' })
  const { until } = collect(healthy)
  await healthy.subscribeAsync('feed/staff', { qos: 1 })
  const frozen = await openWebSocket(url)
  const subscribed = new Promise<void>((resolve) => {
    frozen.on('message', (data: Buffer) => {
      if (data.includes(0x90)) resolve()
    })
  })
  frozen.send(Buffer.concat([connectPacket({ clientId: 'frozen' }), subscribePacket(['feed/staff'])]))
  await subscribed
  frozen.pause()
  const payload = Buffer.alloc(256 * 1024, 'x')
  for (let count = 1; count <= 64; count++) {
    await broker.publish({ topic: 'feed/staff', payload })
    await until(count)
  }
  expect(broker.stats()).toMatchObject({ clients: 2, cutForSlowness: 0 })
  now = 5_000
  while (broker.stats().clients === 2) await new Promise((resolve) => setImmediate(resolve))
  expect(broker.stats().cutForSlowness).toBe(1)
})
