import { type Packet, packetTypes } from './PacketGuard.ts'

/** What the lower half of the first byte has to be (MQTT 3.1.1, table 2.2); a PUBLISH has flags of its own. */
const secondFlag = new Set<number>([packetTypes.pubrel, packetTypes.subscribe, packetTypes.unsubscribe])

/** Why this is no packet that MQTT 3.1.1 allows, in what the parser of aedes lets pass; undefined where it is well formed. */
export function malformation(packet: Packet): string | undefined {
  const { type, bytes, bodyAt } = packet
  const flags = (bytes[0] ?? 0) & 0x0f
  if (type !== packetTypes.publish && flags !== (secondFlag.has(type) ? 2 : 0)) return 'wrong flags'
  switch (type) {
    case packetTypes.connect:
      return connectMalformation(packet)
    case packetTypes.puback:
    case packetTypes.pubrec:
    case packetTypes.pubrel:
    case packetTypes.pubcomp:
      return bytes.length === bodyAt + 2 && hasId(packet) ? undefined : 'a malformed acknowledgement'
    case packetTypes.subscribe:
      return hasId(packet) && areFilters(packet, 1) ? undefined : 'a malformed SUBSCRIBE'
    case packetTypes.unsubscribe:
      return hasId(packet) && areFilters(packet, 0) ? undefined : 'a malformed UNSUBSCRIBE'
    case packetTypes.pingreq:
    case packetTypes.disconnect:
      return bytes.length === bodyAt ? undefined : 'a packet with a body that has none'
    default:
      return undefined
  }
}

/** MQTT 3.1, 3.1.1, and 5, which aedes answers in its own way; the highest bit is a bridge's. One that is cut off is for the parser. */
export function isLevelKnown(packet: Packet): boolean {
  const level = levelOf(packet)
  return level === undefined || [3, 4, 5].includes(level & 0x7f)
}

/** MQTT 3.1 marks a repeated PUBREL, SUBSCRIBE and UNSUBSCRIBE with DUP (its section 2.1), which aedes knows nothing of. */
export function withoutDup({ type, bytes, bodyAt }: Packet): Packet {
  const [first = 0] = bytes
  if (!secondFlag.has(type) || (first & 0x08) === 0) return { type, bytes, bodyAt }
  return { type, bytes: Buffer.concat([Buffer.from([first & 0xf7]), bytes.subarray(1)]), bodyAt }
}

/** The protocol level of a CONNECT, behind the protocol's name; undefined where it is cut off. */
export function levelOf(connect: Packet): number | undefined {
  return connect.bytes[levelAt(connect)]
}

function levelAt({ bytes, bodyAt }: Pick<Packet, 'bytes' | 'bodyAt'>): number {
  return bodyAt + 2 + (bodyAt + 2 <= bytes.length ? bytes.readUInt16BE(bodyAt) : 0)
}

/** Sections 3.1.2.5 to 3.1.2.9 and 3.1.3: flags that contradict each other, and what the flags do not announce. */
function connectMalformation({ bytes, bodyAt }: Packet): string | undefined {
  const at = levelAt({ bytes, bodyAt })
  const flags = bytes[at + 1] ?? 0
  const [hasWill, hasUser, hasPassword] = [(flags & 0x04) !== 0, (flags & 0x80) !== 0, (flags & 0x40) !== 0]
  if (((flags >> 3) & 3) === 3) return 'a will at QoS 3'
  if (!hasWill && (flags & 0x38) !== 0) return 'flags of a will without one'
  // Other levels have other fields.
  if (bytes[at] !== 3 && bytes[at] !== 4) return undefined
  if (hasPassword && !hasUser) return 'a password without a user name'
  const lengths = fieldLengths(bytes, at + 4)
  if (hasWill && lengths[1] === 0) return 'a will without a topic'
  const announced = 1 + (hasWill ? 2 : 0) + (hasUser ? 1 : 0) + (hasPassword ? 1 : 0)
  return lengths.length > announced ? 'fields that its flags do not announce' : undefined
}

/** Of all fields up to the end of the packet, a last one that is cut off included. */
function fieldLengths(bytes: Buffer, from: number): number[] {
  const lengths: number[] = []
  for (let at = from; at < bytes.length; at += 2 + (lengths.at(-1) ?? 0)) {
    lengths.push(at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0)
  }
  return lengths
}

function hasId({ bytes, bodyAt }: Packet): boolean {
  return bodyAt + 2 <= bytes.length && bytes.readUInt16BE(bodyAt) > 0
}

/** At least one, to the last byte; what follows a filter in a SUBSCRIBE is a QoS. */
function areFilters({ bytes, bodyAt }: Packet, after: 0 | 1): boolean {
  let at = bodyAt + 2
  if (at === bytes.length) return false
  while (at + 2 <= bytes.length) {
    at += 2 + bytes.readUInt16BE(at) + after
    if (after === 1 && (bytes[at - 1] ?? 3) > 2) return false
  }
  return at === bytes.length
}
