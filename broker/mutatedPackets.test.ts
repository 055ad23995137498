import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { seededRandom } from '../api/import/demo/seededRandom.ts'
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

const packets = 20_000
const perConnection = 20

/** Issue 4: no healthy client is held up for longer. */
const longestHoldUp = 1_000
/** What a run may leave on the heap once it is warm. The test's own 900 clients are 4 MB of it; a stream that stays is 20 kB. */
const heapGrowth = 8 * 1024 * 1024

const topic = 'conformance/a'
const wellFormed = [
  connectPacket({ clientId: 'mutant', password: 'sandbox' }),
  connectPacket({ clientId: 'mutant', will: { topic, payload: 'gone', qos: 1, retain: true } }),
  subscribePacket(['system/head', `${topic}/+`, 'conformance/#'], 2),
  unsubscribePacket(['system/head', topic]),
  publishPacket(topic, 'payload', 0),
  publishPacket(topic, 'payload', 1, 7),
  publishPacket(topic, 'payload', 2, 8),
  ...[0x40, 0x50, 0x62, 0x70].map((first) => packet(first, Buffer.from([0, 8]))),
  pingreq,
  disconnect,
]

function mutate(original: Buffer, next: () => number): Buffer {
  const bytes = Buffer.from(original)
  const at = Math.floor(next() * bytes.length)
  const roll = next()
  if (roll < 0.2) return bytes
  if (roll < 0.6) bytes[at] = Math.floor(next() * 256)
  else if (roll < 0.75) return bytes.subarray(0, at)
  else if (roll < 0.9) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.floor(at / 2))])
  else bytes[1] = Math.floor(next() * 256)
  return bytes
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapInUse(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

test(
  `${packets} mutated packets: no error of ours, healthy clients are answered within a second, memory comes back`,
  { timeout: 120_000 },
  async () => {
    const seed = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    const next = seededRandom(seed)
    const { broker, port, lines } = await startBroker({
      sandboxPrefix: 'conformance/',
      limits: { connectionsPerMinute: 1_000_000, lingerMs: 50, sweepMs: 10 },
    })
    const healthy = await connectRaw(port, { clientId: 'healthy' })
    const suite = await connectRaw(port, { clientId: 'suite', password: 'sandbox' })
    let warm = 0
    let holdUp = 0
    for (let sent = 0; sent < packets; sent += perConnection) {
      if (sent === packets / 10) warm = heapInUse()
      const client = await openRaw(port)
      const isSuite = next() < 0.7
      const first = connectPacket({
        clientId: `c${sent % 5}`,
        password: isSuite ? 'sandbox' : 'ana',
        clean: next() < 0.7,
      })
      const rest = Array.from({ length: perConnection }, () =>
        mutate(wellFormed[Math.floor(next() * wellFormed.length)] ?? pingreq, next),
      )
      client.send(next() < 0.9 ? first : mutate(first, next), ...rest)
      // Whatever became of it, these two are answered.
      for (const each of [healthy, suite]) {
        const asked = performance.now()
        each.send(pingreq)
        expect(await each.next(), `TEST_SEED=${seed}`).toMatchObject({ first: 0xd0 })
        holdUp = Math.max(holdUp, performance.now() - asked)
      }
      if (next() < 0.5) client.socket.destroy()
      else client.socket.end()
      await client.closed
    }
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
    while (broker.connections().length > 2) await new Promise((resolve) => setImmediate(resolve))
    expect(broker.stats().subscriptions).toBe(0)
    expect(holdUp, `TEST_SEED=${seed}`).toBeLessThan(longestHoldUp)
    // The log's lines are this test's own.
    lines.length = 0
    expect(heapInUse() - warm, `TEST_SEED=${seed}`).toBeLessThan(heapGrowth)
  },
)
