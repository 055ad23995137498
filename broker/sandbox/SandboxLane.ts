import { type Packet, PacketGuard, packetTypes } from '../PacketGuard.ts'
import { isMqttText, packetTexts } from './packetTexts.ts'

/** What the client has to send next for a message it was given. */
type Awaited = 'puback' | 'pubrec' | 'pubcomp'

interface Sent {
  awaited: Awaited
  /** The PUBLISH but for its first byte, to know it again when it is sent again. */
  body: Buffer | undefined
}

/** What outlives a connection where the client asked for a session that is kept. */
export type SentMessages = Map<number, Sent>

/** What aedes writes once it has done what a packet asks for; a PUBLISH at QoS 2 is published before its PUBREC. */
const answerOf: Partial<Record<number, number>> = {
  [packetTypes.pubrec]: packetTypes.pubrel,
  [packetTypes.pubrel]: packetTypes.pubcomp,
  [packetTypes.subscribe]: packetTypes.suback,
  [packetTypes.unsubscribe]: packetTypes.unsuback,
  [packetTypes.pingreq]: packetTypes.pingresp,
}

const dupBit = 0x08
const largestPacket = 268_435_455

/**
 * Stands between a client of the sandbox and a plain aedes, and does what aedes leaves out: text that is none and
 * acknowledgements that nobody waits for end the connection, a message that is sent again says so (MQTT 3.1.1, sections
 * 1.5.3, 4.3 and 3.3.1.1). What comes in one piece aedes handles side by side, so that a message reaches a subscription
 * that was made after it: here it gets one packet after the other (section 4.6).
 */
export class SandboxLane {
  sent: SentMessages = new Map()
  /** The CONNACK says so: to aedes a session without a subscription is none (section 3.2.2.2), and MQTT 3.1 has no such flag. */
  hasSession = false
  readonly #guard = new PacketGuard(largestPacket)
  /** The type of packet that says that aedes is done; `published` where it has to say so itself. */
  #awaited: number | 'published' | undefined

  get isBusy(): boolean {
    return this.#awaited !== undefined
  }

  /** A PUBLISH of this client was given to everybody. */
  onPublished(): void {
    if (this.#awaited === 'published') this.#awaited = undefined
  }

  /** Why a packet of the client's ends the connection. */
  receive(packet: Packet): string | undefined {
    const violation = this.#check(packet)
    if (violation === undefined) this.#awaited = awaitedOf(packet)
    return violation
  }

  #check(packet: Packet): string | undefined {
    if (!packetTexts(packet).every(isMqttText)) return 'text that MQTT does not allow'
    switch (packet.type) {
      case packetTypes.publish:
        return checkPublish(packet)
      case packetTypes.puback:
        return this.#acknowledge(packet, ['puback'], undefined)
      case packetTypes.pubrec:
        // A repeat is answered with another PUBREL.
        return this.#acknowledge(packet, ['pubrec', 'pubcomp'], 'pubcomp')
      case packetTypes.pubcomp:
        return this.#acknowledge(packet, ['pubcomp'], undefined)
      default:
        return undefined
    }
  }

  /** What aedes writes, in pieces of any size; gives the whole packets of it. */
  send(bytes: Buffer): Buffer {
    this.#guard.push(bytes)
    const packets: Buffer[] = []
    for (let packet = this.#guard.next(); packet; packet = this.#guard.next()) packets.push(this.#note(packet))
    return Buffer.concat(packets)
  }

  #acknowledge(packet: Packet, expected: readonly Awaited[], next: Awaited | undefined): string | undefined {
    const id = idAt(packet, packet.bodyAt)
    const sent = id === undefined ? undefined : this.sent.get(id)
    if (id === undefined || !sent || !expected.includes(sent.awaited)) return 'an acknowledgement that nobody waits for'
    if (next === undefined) this.sent.delete(id)
    else this.sent.set(id, { awaited: next, body: undefined })
    return undefined
  }

  #note({ type, bytes, bodyAt }: Packet): Buffer {
    // The guard hands out pieces of what was pushed; aedes' own buffers are not to be written to.
    const packet = Buffer.from(bytes)
    if (type === this.#awaited) this.#awaited = undefined
    if (type === packetTypes.connack && packet[bodyAt + 1] === 0) packet[bodyAt] = this.hasSession ? 1 : 0
    if (type === packetTypes.pubrel) {
      const id = idAt({ bytes }, bodyAt)
      if (id !== undefined) this.sent.set(id, { awaited: 'pubcomp', body: undefined })
    }
    const qos = qosOf(packet)
    if (type !== packetTypes.publish || qos === 0) return packet
    const id = idAt({ bytes }, bodyAt + 2 + packet.readUInt16BE(bodyAt))
    const body = packet.subarray(1)
    if (id === undefined) return packet
    if (this.sent.get(id)?.body?.equals(body)) packet[0] = (packet[0] ?? 0) | dupBit
    this.sent.set(id, { awaited: qos === 1 ? 'puback' : 'pubrec', body })
    return packet
  }
}

function awaitedOf({ type, bytes }: Packet): number | 'published' | undefined {
  if (type !== packetTypes.publish) return answerOf[type]
  return qosOf(bytes) === 2 ? packetTypes.pubrec : 'published'
}

function qosOf(bytes: Buffer): number {
  return ((bytes[0] ?? 0) >> 1) & 3
}

function idAt({ bytes }: { bytes: Buffer }, at: number): number | undefined {
  return at + 2 <= bytes.length ? bytes.readUInt16BE(at) : undefined
}

/** Sections 3.3.1 to 3.3.2. */
function checkPublish({ bytes, bodyAt }: Packet): string | undefined {
  const first = bytes[0] ?? 0
  const qos = qosOf(bytes)
  if (qos === 3) return 'a PUBLISH at QoS 3'
  if (qos === 0) return (first & dupBit) === 0 ? undefined : 'a PUBLISH at QoS 0 with DUP'
  const topicLength = bodyAt + 2 <= bytes.length ? bytes.readUInt16BE(bodyAt) : 0
  return idAt({ bytes }, bodyAt + 2 + topicLength) ? undefined : 'a PUBLISH without a packet identifier'
}
