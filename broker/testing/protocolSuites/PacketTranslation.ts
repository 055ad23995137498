import { type PacketNumbers } from './PacketNumbers.ts'
import { MalformedPacket, type Packet, PacketGuard, packetTypes } from '../../PacketGuard.ts'

export type Direction = 'in' | 'out'

export interface Place {
  prefix: string
  /** Without it a CONNECT stays as it is. */
  token: string | undefined
  /** Topics and filters that stay as they are. */
  apart: readonly string[]
  numbers: PacketNumbers
}

/** What a client sends about a message of the broker's. */
const answers = new Set<number>([packetTypes.puback, packetTypes.pubrec, packetTypes.pubcomp])

const dollar = 0x24

/** Anything in it that is not as it should be, the packet passes as it came: what is wrong with it is for the broker to say. */
class Unclear extends Error {}

/** Puts a client that knows of no sandbox into one: its topics below the prefix, its CONNECT with the token, and back. */
export class PacketTranslation {
  readonly #direction: Direction
  readonly #place: Place
  readonly #guard = new PacketGuard(268_435_455)
  #isBroken = false

  constructor(direction: Direction, place: Place) {
    this.#direction = direction
    this.#place = place
  }

  translate(chunk: Buffer): Buffer {
    if (this.#isBroken) return chunk
    const done: Buffer[] = []
    this.#guard.push(chunk)
    try {
      for (let packet = this.#guard.next(); packet; packet = this.#guard.next()) done.push(this.#whole(packet))
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error
      this.#isBroken = true
      done.push(chunk)
    }
    return Buffer.concat(done)
  }

  #whole(packet: Packet): Buffer {
    try {
      const body = this.#body(packet)
      return body ? Buffer.concat([packet.bytes.subarray(0, 1), lengthOf(body.length), body]) : packet.bytes
    } catch (error) {
      if (error instanceof Unclear) return packet.bytes
      throw error
    }
  }

  #body(packet: Packet): Buffer | undefined {
    const reader = new Reader(packet.bytes.subarray(packet.bodyAt))
    if (packet.type === packetTypes.publish) {
      const topic = reader.text()
      if (this.#direction === 'in') return Buffer.concat([this.#below(topic), reader.rest()])
      const hasNumber = ((packet.bytes[0] ?? 0) & 0x06) !== 0
      const number = hasNumber ? [this.#shown(reader)] : []
      return Buffer.concat([this.#above(topic), ...number, reader.rest()])
    }
    if (this.#direction === 'out') return packet.type === packetTypes.pubrel ? this.#shown(reader) : undefined
    if (answers.has(packet.type)) return Buffer.concat([this.#real(reader), reader.rest()])
    if (packet.type === packetTypes.connect) return this.#connect(reader)
    if (packet.type === packetTypes.subscribe) return this.#filters(reader, 1)
    return packet.type === packetTypes.unsubscribe ? this.#filters(reader, 0) : undefined
  }

  #shown(reader: Reader): Buffer {
    return numberOf(this.#place.numbers.show(reader.take(2).readUInt16BE()))
  }

  #real(reader: Reader): Buffer {
    return numberOf(this.#place.numbers.real(reader.take(2).readUInt16BE()))
  }

  #connect(reader: Reader): Buffer | undefined {
    const head = [field(reader.text()), reader.take(1)]
    const flags = reader.take(1)[0] ?? 0
    const keepalive = reader.take(2)
    const clientId = reader.text()
    this.#place.numbers.onConnect(clientId.toString('latin1'), (flags & 0x02) !== 0)
    const payload = [field(clientId)]
    if (flags & 0x04) payload.push(this.#below(reader.text()), field(reader.text()))
    const user = flags & 0x80 ? reader.text() : Buffer.from('x')
    if (flags & 0x40) reader.text()
    if (!reader.isAtEnd || (flags & 0xc0) === 0x40) throw new Unclear()
    const { token } = this.#place
    if (token === undefined) return undefined
    const named = Buffer.from([flags | 0xc0])
    return Buffer.concat([...head, named, keepalive, ...payload, field(user), field(Buffer.from(token))])
  }

  #filters(reader: Reader, options: number): Buffer {
    const parts = [reader.take(2)]
    while (!reader.isAtEnd) parts.push(this.#below(reader.text()), reader.take(options))
    return Buffer.concat(parts)
  }

  /** The place has no room for a topic without a name, nor for one that is as long as can be. */
  #below(topic: Buffer): Buffer {
    // What begins with a dollar sign is apart from everything that wildcards match (section 4.7.2), below a prefix it were not.
    if (topic[0] === dollar || this.#place.apart.includes(topic.toString('latin1'))) return field(topic)
    if (topic.length === 0 || topic.length + this.#place.prefix.length > 65_535) throw new Unclear()
    return field(Buffer.concat([Buffer.from(this.#place.prefix), topic]))
  }

  #above(topic: Buffer): Buffer {
    return field(topic.subarray(this.#place.prefix.length))
  }
}

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Unclear()
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  text(): Buffer {
    return this.take(this.take(2).readUInt16BE())
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#at)
  }
}

function field(bytes: Buffer): Buffer {
  return Buffer.concat([numberOf(bytes.length), bytes])
}

function numberOf(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

/** Section 2.2.3. */
function lengthOf(length: number): Buffer {
  const digits: number[] = []
  let left = length
  do {
    digits.push((left % 128) | (left >= 128 ? 0x80 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Buffer.from(digits)
}
