import { type Packet, packetTypes } from '../PacketGuard.ts'

/**
 * The texts of a packet as they lie in it: client id, will topic and user name of a CONNECT, the topic of a PUBLISH, the
 * filters of SUBSCRIBE and UNSUBSCRIBE. Where lengths point past the end it stops: the parser refuses such a packet.
 */
export function packetTexts(packet: Packet): Buffer[] {
  const reader = new TextReader(packet.bytes, packet.bodyAt)
  switch (packet.type) {
    case packetTypes.publish:
      return reader.take(1)
    case packetTypes.subscribe:
      return reader.skip(2).takeAll(1)
    case packetTypes.unsubscribe:
      return reader.skip(2).takeAll(0)
    case packetTypes.connect:
      return connectTexts(reader)
    default:
      return []
  }
}

/** Section 3.1: the protocol's name, level, flags, keepalive; then what the flags announce. */
function connectTexts(reader: TextReader): Buffer[] {
  reader.take(1)
  const flags = reader.skip(1).byte()
  const [clientId = Buffer.alloc(0)] = reader.skip(2).take(1)
  const willTopic = (flags & 0x04) === 0 ? [] : reader.take(1)
  // The will's message may be any bytes.
  if (willTopic.length > 0) reader.take(1)
  const userName = (flags & 0x80) === 0 ? [] : reader.take(1)
  return [clientId, ...willTopic, ...userName]
}

class TextReader {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0
  }

  skip(count: number): this {
    this.#at += count
    return this
  }

  take(count: number): Buffer[] {
    const texts: Buffer[] = []
    while (texts.length < count && this.#at + 2 <= this.#bytes.length) {
      const start = this.#at + 2
      const end = start + this.#bytes.readUInt16BE(this.#at)
      if (end > this.#bytes.length) break
      texts.push(this.#bytes.subarray(start, end))
      this.#at = end
    }
    return texts
  }

  /** All texts that are left, each with so many bytes behind it. */
  takeAll(between: number): Buffer[] {
    const texts: Buffer[] = []
    for (let [text] = this.take(1); text; [text] = this.skip(between).take(1)) texts.push(text)
    return texts
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
// oxlint-disable-next-line no-control-regex -- MQTT 3.1.1, section 1.5.3: NUL is forbidden, the others may be refused
const unwanted = /[\u0000-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/

/** True for text of MQTT (section 1.5.3): well-formed UTF-8 without surrogates, NUL, control and non-characters. */
export function isMqttText(bytes: Buffer): boolean {
  try {
    return !unwanted.test(utf8.decode(bytes))
  } catch {
    return false
  }
}
