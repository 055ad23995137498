import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { connectRaw, subscribeRaw } from './testing/RawClient.ts'
import { startBroker } from './testing/startBroker.ts'

test('close sends what was published before it, then closes', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  await subscribeRaw(client, ['feed/staff'])
  const payload = Buffer.alloc(100_000, 'x')
  const sent = Array.from({ length: 50 }, () => broker.publish({ topic: 'feed/staff', payload }))
  await broker.close()
  await Promise.all(sent)
  expect(await client.nextMessages(50)).toHaveLength(50)
  expect(await client.next()).toBe('closed')
})

test('after close nothing is taken any more, and closing again is no error', async () => {
  const { broker } = await startBroker()
  const other = await startBroker()
  await broker.close()
  await broker.close()
  await expect(broker.publish({ topic: 'feed/staff', payload: 'x' })).rejects.toThrow('closed')
  const { socket } = await connectRaw(other.port)
  broker.acceptTcp(socket)
  expect(socket.destroyed).toBe(true)
  expect(broker.connections()).toEqual([])
})

test('close ends within its time although a client takes nothing', async () => {
  let now = 0
  const { broker, port } = await startBroker({ now: () => now, limits: { sweepMs: 5 } })
  const frozen = await connectRaw(port)
  await subscribeRaw(frozen, ['feed/staff'])
  frozen.socket.pause()
  const payload = Buffer.alloc(1024 * 1024)
  for (let count = 0; count < 14; count++) await broker.publish({ topic: 'feed/staff', payload })
  const closed = broker.close()
  now = 1_000
  await closed
  expect(broker.connections()).toEqual([])
})

test('a process with a closed broker ends by itself: no timer, server or socket is left', async () => {
  const child = fork(new URL('./testing/closesCleanly.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  // It hangs where the test fails.
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const [left]: unknown[] = await once(child, 'message')
  expect(left).toEqual([])
  expect((await ended)[0]).toBe(0)
})

test('a port that is taken is an error of listenTcp, and closing works after it', async () => {
  const { port } = await startBroker()
  const { broker } = await startBroker()
  await expect(broker.listenTcp(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
