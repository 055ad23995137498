import { expect, test } from 'vitest'
import { pingreq } from './testing/packets.ts'
import { connectRaw, type RawClient, subscribeRaw } from './testing/RawClient.ts'
import { startBroker, type TestOptions } from './testing/startBroker.ts'

const megabyte = 1024 * 1024
const topic = 'feed/staff'

/** A healthy and a frozen subscriber: the frozen one reads nothing after its SUBACK. */
async function startWithFrozen(options: TestOptions = {}) {
  const started = await startBroker(options)
  const healthy = await connectRaw(started.port, { clientId: 'healthy' })
  const frozen = await connectRaw(started.port, { clientId: 'frozen' })
  for (const client of [healthy, frozen]) await subscribeRaw(client, [topic])
  frozen.socket.pause()
  return { ...started, healthy, frozen }
}

/** Publishes and lets the healthy one read, until the kernel's buffers of the frozen one are full and some waits. */
async function fill(
  broker: { publish(message: object): Promise<void> },
  healthy: RawClient,
  bytes: number,
): Promise<void> {
  const payload = Buffer.alloc(256 * 1024, 'x')
  for (let sent = 0; sent < bytes; sent += payload.length) {
    await broker.publish({ topic, payload })
    await healthy.nextMessages(1)
  }
}

/** More than Linux buffers for one connection on loopback (4 MB to send, 6 MB to receive). */
const moreThanTheKernelTakes = 16 * megabyte

test('a frozen subscriber is cut when too much waits for it; a healthy one gets everything meanwhile', async () => {
  let now = 0
  const { broker, healthy, frozen, lines } = await startWithFrozen({ now: () => now, limits: { sweepMs: 5 } })
  // The healthy one is given each message at once, although the frozen one takes nothing and no clock moves.
  await fill(broker, healthy, moreThanTheKernelTakes)
  expect(broker.stats()).toMatchObject({ clients: 2, cutForSlowness: 0 })
  now = 250
  while (broker.stats().clients === 2) await new Promise((resolve) => setImmediate(resolve))
  expect(broker.stats().cutForSlowness).toBe(1)
  expect(lines.find(({ level }) => level === 'warn')?.details).toMatchObject({ clientId: 'frozen', subject: 'ana' })
  frozen.socket.resume()
  await frozen.closed
  healthy.send(pingreq)
  expect(await healthy.next()).toMatchObject({ first: 0xd0 })
})

test('a frozen subscriber is cut at the hard bound without waiting for the clock', async () => {
  const { broker, healthy } = await startWithFrozen({
    now: () => 0,
    limits: { waitingBytes: megabyte, waitingBytesWhileMoving: 2 * megabyte },
  })
  await fill(broker, healthy, moreThanTheKernelTakes)
  expect(broker.stats()).toMatchObject({ clients: 1, cutForSlowness: 1 })
})

test('a subscriber that takes nothing for 5 s is cut, however little waits', async () => {
  let now = 0
  const { broker, healthy } = await startWithFrozen({
    now: () => now,
    limits: { sweepMs: 5, waitingBytes: 1024 * megabyte, waitingBytesWhileMoving: 1024 * megabyte },
  })
  await fill(broker, healthy, moreThanTheKernelTakes)
  now = 4_999
  await healthyAnswers(healthy)
  expect(broker.stats().clients).toBe(2)
  now = 5_000
  while (broker.stats().clients === 2) await new Promise((resolve) => setImmediate(resolve))
  expect(broker.stats()).toMatchObject({ clients: 1, cutForSlowness: 1 })
})

async function healthyAnswers(healthy: RawClient): Promise<void> {
  for (let count = 0; count < 10; count++) {
    healthy.send(pingreq)
    await healthy.next()
  }
}

test('a subscriber that reads again within its bounds gets everything, in order', async () => {
  const { broker, healthy, frozen } = await startWithFrozen({
    now: () => 0,
    limits: { waitingBytesWhileMoving: 1024 * megabyte },
  })
  const count = moreThanTheKernelTakes / (256 * 1024)
  await fill(broker, healthy, moreThanTheKernelTakes)
  for (let seq = 0; seq < 100; seq++) void broker.publish({ topic, payload: String(seq) })
  frozen.socket.resume()
  await frozen.nextMessages(count)
  const seen = await frozen.nextMessages(100)
  expect(seen.map(({ payload }) => Number(payload))).toEqual(Array.from({ length: 100 }, (_, index) => index))
  expect(broker.stats().cutForSlowness).toBe(0)
})

test('what had to wait is withheld where its receiver may not have it any more', async () => {
  let sight = true
  const { broker, healthy, frozen } = await startWithFrozen({
    now: () => 0,
    limits: { waitingBytesWhileMoving: 1024 * megabyte },
    mayReceive: (_principal, asked) => sight || asked === 'system/head',
  })
  await subscribeRaw(healthy, ['system/head'])
  await fill(broker, healthy, moreThanTheKernelTakes)
  await broker.publish({ topic, payload: 'secret' })
  sight = false
  frozen.socket.resume()
  // More messages than were published never come; what is waited for is the end of what the broker sends.
  while (broker.stats().clients === 2) {
    frozen.send(pingreq)
    const packet = await frozen.next()
    if (packet === 'closed' || packet.first === 0xd0) break
    expect(packet.body.subarray(-6).toString()).not.toBe('secret')
  }
  expect(frozen.packets.at(-1)?.first).toBe(0xd0)
})

test('a burst of 10 MB in one tick cuts nobody who reads', async () => {
  const { broker, port } = await startBroker()
  const clients = await Promise.all([1, 2, 3].map((number) => connectRaw(port, { clientId: `c${number}` })))
  for (const client of clients) await subscribeRaw(client, [topic])
  const payload = Buffer.alloc(10_000, 'x')
  for (let count = 0; count < 1_000; count++) void broker.publish({ topic, payload })
  for (const client of clients) expect(await client.nextMessages(1_000)).toHaveLength(1_000)
  expect(broker.stats()).toMatchObject({ clients: 3, cutForSlowness: 0 })
})

test('while this process did not run nobody was slow: who reads is not cut for it', async () => {
  const { broker, port } = await startBroker()
  const client = await connectRaw(port)
  await subscribeRaw(client, [topic])
  const payload = Buffer.alloc(10_000, 'x')
  const sent = Array.from({ length: 1_000 }, () => broker.publish({ topic, payload }))
  await Promise.all(sent)
  // Longer than anybody may take nothing while so much waits; its timer is the first thing that runs afterwards.
  for (const until = performance.now() + 700; performance.now() < until;);
  expect(await client.nextMessages(1_000)).toHaveLength(1_000)
  expect(broker.stats().cutForSlowness).toBe(0)
})
