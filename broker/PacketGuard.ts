/** Packet types (MQTT 3.1.1, table 2.1). */
export const packetTypes = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
} as const

/** One whole packet, header included. */
export interface Packet {
  readonly type: number
  readonly bytes: Buffer
  /** Where the variable header begins. */
  readonly bodyAt: number
}

/** What the peer sent cannot be a packet of ours; the connection ends with it. */
export class MalformedPacket extends Error {}

interface Unfinished {
  readonly bytes: Buffer
  readonly bodyAt: number
  have: number
}

/**
 * Cuts the bytes of a connection into packets (section 2.2) before any parser sees them. The parser of aedes buffers
 * whatever length a header declares, up to 256 MB and before anyone is authenticated; here a header that declares more
 * than `limit` ends the connection before its body is read. Pulled one packet at a time, so that what is buffered
 * is at most what the socket gave and one unfinished packet.
 */
export class PacketGuard {
  limit: number
  #chunks: Buffer[] = []
  #at = 0
  #header: number[] = []
  #unfinished: Unfinished | undefined

  constructor(limit: number) {
    this.limit = limit
  }

  /** True while bytes are left that `next` has not looked at. */
  get hasMore(): boolean {
    return this.#chunks.length > 0
  }

  push(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.push(chunk)
  }

  /** The next whole packet, undefined until more bytes have come. Throws `MalformedPacket`. */
  next(): Packet | undefined {
    const packet = this.#takeShort()
    if (packet) return packet
    if (!this.#unfinished) {
      const length = this.#readHeader()
      if (length === undefined) return undefined
      const bodyAt = this.#header.length
      const bytes = Buffer.allocUnsafe(bodyAt + length)
      bytes.set(this.#header)
      this.#header = []
      this.#unfinished = { bytes, bodyAt, have: bodyAt }
    }
    return this.#fill(this.#unfinished)
  }

  /** The usual case, an acknowledgement: less than 128 bytes that lie in one chunk. They are not copied. */
  #takeShort(): Packet | undefined {
    const chunk = this.#chunks[0]
    if (!chunk || this.#unfinished || this.#header.length > 0) return undefined
    const length = chunk[this.#at + 1]
    if (length === undefined || length > 127 || length > this.limit) return undefined
    const end = this.#at + 2 + length
    if (end > chunk.length) return undefined
    const bytes = chunk.subarray(this.#at, end)
    this.#advance(chunk, end - this.#at)
    return { type: typeOf(bytes), bytes, bodyAt: 2 }
  }

  /** Reads type and length; undefined while bytes are missing. */
  #readHeader(): number | undefined {
    for (;;) {
      const byte = this.#takeByte()
      if (byte === undefined) return undefined
      this.#header.push(byte)
      if (this.#header.length === 1 || byte > 127) {
        // The length has at most four bytes (section 2.2.3).
        if (this.#header.length === 5) throw new MalformedPacket('the length of a packet has more than four bytes')
        continue
      }
      const length = this.#header.slice(1).reduceRight((total, each) => total * 128 + (each & 127), 0)
      if (length > this.limit) throw new MalformedPacket(`a packet of ${length} bytes, ${this.limit} are allowed`)
      return length
    }
  }

  #takeByte(): number | undefined {
    const chunk = this.#chunks[0]
    const byte = chunk?.[this.#at]
    if (chunk) this.#advance(chunk, 1)
    return byte
  }

  #advance(chunk: Buffer, count: number): void {
    this.#at += count
    if (this.#at < chunk.length) return
    this.#chunks.shift()
    this.#at = 0
  }

  #fill(packet: Unfinished): Packet | undefined {
    const { bytes, bodyAt } = packet
    while (packet.have < bytes.length) {
      const chunk = this.#chunks[0]
      if (!chunk) return undefined
      const count = chunk.copy(bytes, packet.have, this.#at)
      packet.have += count
      this.#advance(chunk, count)
    }
    this.#unfinished = undefined
    return { type: typeOf(bytes), bytes, bodyAt }
  }
}

function typeOf(bytes: Buffer): number {
  return (bytes[0] ?? 0) >> 4
}

/** How many filters a SUBSCRIBE or UNSUBSCRIBE names; a malformed one is left to the parser, which refuses it. */
export function countFilters({ type, bytes, bodyAt }: Packet): number {
  const afterFilter = type === packetTypes.subscribe ? 1 : 0
  let count = 0
  for (let at = bodyAt + 2; at + 2 <= bytes.length; count++) at += 2 + bytes.readUInt16BE(at) + afterFilter
  return count
}
