import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Message } from './Message.ts'
import { packet } from './testing/packets.ts'

/** A PUBLISH written down from the standard (MQTT 3.1.1, section 3.3), to compare with. */
function expected(topic: string, payload: Buffer, qos: 0 | 1, retain: boolean, id: number): Buffer {
  const name = Buffer.from(topic)
  const idBytes = qos === 1 ? [Buffer.from([id >> 8, id & 255])] : []
  const body = Buffer.concat([Buffer.from([name.length >> 8, name.length & 255]), name, ...idBytes, payload])
  return packet(0x30 | (qos << 1) | (retain ? 1 : 0), body)
}

const topics = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
// Around the lengths at which the length itself gets another byte: 128, 16,384 and 2,097,152.
const payloads = fc
  .oneof(fc.nat(300), fc.integer({ min: 16_200, max: 16_500 }), fc.integer({ min: 2_097_000, max: 2_097_200 }))
  .map((length) => Buffer.alloc(length, 'grüße'))

test('live and retained copies at both QoS are the packets of the standard', () => {
  const ids = fc.integer({ min: 1, max: 65_535 })
  fc.assert(
    fc.property(topics, payloads, ids, fc.boolean(), (topic, payload, id, isText) => {
      const message = new Message(topic, isText ? payload.toString('latin1') : payload)
      const bytes = isText ? Buffer.from(payload.toString('latin1')) : payload
      for (const qos of [0, 1] as const) {
        const live = expected(topic, bytes, qos, false, id)
        expect(message.frame(qos, id).bytes.equals(live)).toBe(true)
        expect(message.size(qos)).toBe(live.length)
        const target = Buffer.alloc(live.length + 8, 0xee)
        expect(message.writeRetained(target, 4, qos, id)).toBe(live.length + 4)
        expect(target.subarray(4, -4).equals(expected(topic, bytes, qos, true, id))).toBe(true)
        expect(target.subarray(0, 4).equals(target.subarray(-4))).toBe(true)
      }
    }),
    { numRuns: 60 },
  )
})
