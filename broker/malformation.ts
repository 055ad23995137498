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
export function isLevelKnown({ bytes, bodyAt }: Packet): boolean {
  const level = bytes[levelAt({ bytes, bodyAt })]
  return level === undefined || [3, 4, 5].includes(level & 0x7f)
}

/** Behind the protocol's name. */
function levelAt({ bytes, bodyAt }: Pick<Packet, 'bytes' | 'bodyAt'>): number {
  return bodyAt + 2 + (bodyAt + 2 <= bytes.length ? bytes.readUInt16BE(bodyAt) : 0)
}

/** Sections 3.1.2.5 to 3.1.2.7: without a will there is nothing to say of it, and there is no QoS 3. */
function connectMalformation({ bytes, bodyAt }: Packet): string | undefined {
  const flags = bytes[levelAt({ bytes, bodyAt }) + 1] ?? 0
  const willQos = (flags >> 3) & 3
  if (willQos === 3) return 'a will at QoS 3'
  return (flags & 0x04) === 0 && (flags & 0x38) !== 0 ? 'flags of a will without one' : undefined
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
