import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { collect, connectMqtt } from './testing/mqttClient.ts'
import { startBroker } from './testing/startBroker.ts'
import { cert, key } from './testing/tlsFixture.ts'

test('mqtt.js over TLS gets what is published', async () => {
  const { broker } = await startBroker()
  const port = await broker.listenTcp(0, '127.0.0.1', { cert, key })
  const client = await connectMqtt(`mqtts://localhost:${port}`, {
    ca: cert,
    host: '127.0.0.1',
    servername: 'localhost',
  })
  const { until } = collect(client)
  await client.subscribeAsync('feed/staff', { qos: 1 })
  await broker.publish({ topic: 'feed/staff', payload: 'x'.repeat(200_000) })
  expect((await until(1))[0]?.payload).toHaveLength(200_000)
  expect(broker.connections()[0]?.remoteAddress).toBe('127.0.0.1')
})

test('what is no TLS is closed, and a handshake that never ends does not hold up close', async () => {
  const { broker, lines } = await startBroker()
  const port = await broker.listenTcp(0, '127.0.0.1', { cert, key })
  const plain = connect(port, '127.0.0.1')
  plain.on('error', () => {})
  plain.write('this is no handshake')
  await once(plain, 'close')
  expect(lines.map(({ message }) => message)).toContain('a TLS handshake failed')
  const silent = connect(port, '127.0.0.1')
  silent.on('error', () => {})
  onTestFinished(() => void silent.destroy())
  await once(silent, 'connect')
  await broker.close()
  expect(broker.connections()).toEqual([])
})
