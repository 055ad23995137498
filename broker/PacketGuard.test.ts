import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFilters, MalformedPacket, type Packet, PacketGuard } from './PacketGuard.ts'
import { packet, subscribePacket, unsubscribePacket } from './testing/packets.ts'

function drain(guard: PacketGuard): Packet[] {
  const packets: Packet[] = []
  for (let next = guard.next(); next; next = guard.next()) packets.push(next)
  return packets
}

test('however the bytes are cut, the same packets come out', () => {
  const bodies = fc.array(fc.tuple(fc.nat(255), fc.nat(400)), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(bodies, fc.infiniteStream(fc.integer({ min: 0, max: 300 })), (all, cuts) => {
      const packets = all.map(([first, length]) => packet(first, Buffer.alloc(length, first)))
      const bytes = Buffer.concat(packets)
      const guard = new PacketGuard(1_000)
      const seen: Packet[] = []
      for (let at = 0; at < bytes.length;) {
        const end = at + (cuts.next().value ?? 1)
        guard.push(Buffer.from(bytes.subarray(at, end)))
        seen.push(...drain(guard))
        expect(guard.hasMore).toBe(false)
        at = end
      }
      expect(seen.map((each) => each.bytes.toString('hex'))).toEqual(packets.map((each) => each.toString('hex')))
      expect(seen.map(({ type }) => type)).toEqual(all.map(([first]) => first >> 4))
      expect(seen.map(({ bytes: each, bodyAt }) => each.length - bodyAt)).toEqual(all.map(([, length]) => length))
    }),
  )
})

test('a packet may be as long as the limit and not one byte longer, whatever has arrived of it', () => {
  const guard = new PacketGuard(100)
  guard.push(packet(0x10, Buffer.alloc(100)))
  expect(drain(guard)).toHaveLength(1)
  guard.push(packet(0x10, Buffer.alloc(0), 101))
  expect(() => guard.next()).toThrow(MalformedPacket)
})

test('a length has at most four bytes', () => {
  const guard = new PacketGuard(1_000_000_000)
  guard.push(Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff]))
  expect(() => guard.next()).toThrow('more than four bytes')
})

test('packets are taken one at a time; what is not taken stays', () => {
  const guard = new PacketGuard(100)
  guard.push(Buffer.concat([packet(0xc0, Buffer.alloc(0)), packet(0xc0, Buffer.alloc(0))]))
  expect(guard.next()?.type).toBe(12)
  expect(guard.hasMore).toBe(true)
  expect(guard.next()?.type).toBe(12)
  expect(guard.next()).toBeUndefined()
})

function counted(bytes: Buffer): number | undefined {
  const guard = new PacketGuard(100_000)
  guard.push(bytes)
  const next = guard.next()
  return next && countFilters(next)
}

test('filters are counted as they are written', () => {
  expect(counted(subscribePacket(['a', 'tickets/+', '']))).toBe(3)
  expect(counted(unsubscribePacket(['a', 'tickets/+']))).toBe(2)
  expect(counted(subscribePacket(Array.from({ length: 1_000 }, () => 'x'.repeat(20))))).toBe(1_000)
  expect(counted(packet(0x82, Buffer.from([0, 1, 0xff, 0xff, 1])))).toBe(1)
  expect(counted(packet(0x82, Buffer.alloc(0)))).toBe(0)
})
