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

test(
  `${packets} mutated packets: no error of ours, healthy clients are answered, nothing is left behind`,
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
    for (let sent = 0; sent < packets; sent += perConnection) {
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
        each.send(pingreq)
        expect(await each.next(), `TEST_SEED=${seed}`).toMatchObject({ first: 0xd0 })
      }
      if (next() < 0.5) client.socket.destroy()
      else client.socket.end()
      await client.closed
    }
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
    while (broker.connections().length > 2) await new Promise((resolve) => setImmediate(resolve))
    expect(broker.stats().subscriptions).toBe(0)
  },
)
