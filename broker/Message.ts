export type Qos = 0 | 1

/**
 * Bytes on their way to one or many subscribers, shared and never written to again. `topic` is asked about again
 * where a message had to wait for its socket; control packets have none.
 */
export interface Frame {
  readonly topic: string | undefined
  readonly bytes: Buffer
}

/** The largest remaining length of a packet (MQTT 3.1.1, section 2.2.3). */
const maxRemaining = 268_435_455
const retainBit = 1
const publishAt: Readonly<Record<Qos, number>> = { 0: 0x30, 1: 0x32 }

function lengthBytes(remaining: number): number {
  if (remaining < 128) return 1
  if (remaining < 16_384) return 2
  return remaining < 2_097_152 ? 3 : 4
}

function writeLength(target: Buffer, at: number, remaining: number): number {
  let rest = remaining
  for (;;) {
    const low = rest % 128
    rest = (rest - low) / 128
    target[at++] = rest > 0 ? low | 128 : low
    if (rest === 0) return at
  }
}

/**
 * One message, and how it is written as a PUBLISH (section 3.3). A text is kept as the string it came as: retained ones
 * then lie in the heap that is compacted, where 50,000 buffers of their own cost seconds of garbage collection, and
 * slices of a pool would keep 8 KiB alive for a row of 1 KB.
 */
export class Message {
  readonly topic: string
  readonly #payload: string | Buffer
  readonly #topicLength: number
  readonly #payloadLength: number

  /** A Buffer is not copied here: who keeps the message copies it first. */
  constructor(topic: string, payload: string | Buffer) {
    this.topic = topic
    this.#payload = payload
    this.#topicLength = Buffer.byteLength(topic)
    this.#payloadLength = Buffer.byteLength(payload)
    if (this.#remaining(1) > maxRemaining) {
      throw new RangeError(`a message of ${this.#payloadLength} bytes is too large for MQTT`)
    }
  }

  get hasPayload(): boolean {
    return this.#payloadLength > 0
  }

  /** Bytes of the whole packet. */
  size(qos: Qos): number {
    const remaining = this.#remaining(qos)
    return 1 + lengthBytes(remaining) + remaining
  }

  /** The packet for live subscribers: without the retain flag (section 3.3.1.3). At QoS 0 the id is not used. */
  frame(qos: Qos, id: number): Frame {
    const bytes = Buffer.allocUnsafe(this.size(qos))
    this.#write(bytes, 0, publishAt[qos], qos, id)
    return { topic: this.topic, bytes }
  }

  /** Writes the packet as a retained copy; gives the place after it. */
  writeRetained(target: Buffer, at: number, qos: Qos, id: number): number {
    return this.#write(target, at, publishAt[qos] | retainBit, qos, id)
  }

  #remaining(qos: Qos): number {
    return 2 + this.#topicLength + (qos === 1 ? 2 : 0) + this.#payloadLength
  }

  #write(target: Buffer, start: number, firstByte: number, qos: Qos, id: number): number {
    target[start] = firstByte
    let at = writeLength(target, start + 1, this.#remaining(qos))
    at = target.writeUInt16BE(this.#topicLength, at)
    at += target.write(this.topic, at)
    if (qos === 1) at = target.writeUInt16BE(id, at)
    const payload = this.#payload
    return at + (typeof payload === 'string' ? target.write(payload, at) : payload.copy(target, at))
  }
}
