import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { connectPacket, type ConnectOptions, subscribePacket } from './packets.ts'

export interface Received {
  /** The first byte. */
  first: number
  body: Buffer
}

export interface ReceivedMessage {
  topic: string
  payload: string
  qos: number
  retain: boolean
  id: number | undefined
}

/** A socket that speaks MQTT as it is told to, and keeps what it gets. */
export class RawClient {
  readonly socket: Socket
  readonly packets: Received[] = []
  /** Resolves when the connection is closed, from whichever side. */
  readonly closed: Promise<void>
  #rest: Buffer = Buffer.alloc(0)
  #wake = Promise.withResolvers<void>()
  #taken = 0
  #isClosed = false

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (chunk) => this.#take(chunk))
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true
        this.#wake.resolve()
        resolve()
      })
    })
  }

  send(...packets: Buffer[]): void {
    this.socket.write(Buffer.concat(packets))
  }

  /** The next packet, or "closed". */
  async next(): Promise<Received | 'closed'> {
    for (;;) {
      const packet = this.packets[this.#taken]
      if (packet) {
        this.#taken++
        return packet
      }
      if (this.#isClosed) return 'closed'
      await this.#wake.promise
    }
  }

  /** The next `count` packets as messages; throws where something else comes. */
  async nextMessages(count: number): Promise<ReceivedMessage[]> {
    const messages: ReceivedMessage[] = []
    while (messages.length < count) {
      const packet = await this.next()
      if (packet === 'closed') throw new Error(`closed after ${messages.length} messages`)
      messages.push(toMessage(packet))
    }
    return messages
  }

  #take(chunk: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    for (;;) {
      const size = sizeOf(this.#rest)
      if (size === undefined || this.#rest.length < size.total) break
      this.packets.push({ first: this.#rest[0] ?? 0, body: this.#rest.subarray(size.head, size.total) })
      this.#rest = this.#rest.subarray(size.total)
    }
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}

function sizeOf(bytes: Buffer): { head: number; total: number } | undefined {
  let length = 0
  for (let at = 1; at < bytes.length && at <= 4; at++) {
    const byte = bytes[at] ?? 0
    length += (byte & 127) * 128 ** (at - 1)
    if (byte < 128) return { head: at + 1, total: at + 1 + length }
  }
  return undefined
}

export function toMessage({ first, body }: Received): ReceivedMessage {
  if (first >> 4 !== 3) throw new Error(`not a PUBLISH but ${first.toString(16)}`)
  const qos = (first >> 1) & 3
  const topicEnd = 2 + body.readUInt16BE(0)
  return {
    topic: body.toString('utf8', 2, topicEnd),
    payload: body.toString('utf8', topicEnd + (qos > 0 ? 2 : 0)),
    qos,
    retain: (first & 1) === 1,
    id: qos > 0 ? body.readUInt16BE(topicEnd) : undefined,
  }
}

export async function openRaw(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return new RawClient(socket)
}

/** Connected: CONNACK 0 was received. */
export async function connectRaw(port: number, options: ConnectOptions = {}): Promise<RawClient> {
  const client = await openRaw(port)
  client.send(connectPacket(options))
  const answer = await client.next()
  if (answer === 'closed' || answer.body[1] !== 0) throw new Error('the CONNECT was refused')
  return client
}

/** Subscribed to the filters at the QoS; gives the return codes of the SUBACK. */
export async function subscribeRaw(client: RawClient, filters: readonly string[], qos = 1): Promise<number[]> {
  client.send(subscribePacket(filters, qos))
  const answer = await client.next()
  if (answer === 'closed' || answer.first !== 0x90) throw new Error('no SUBACK came')
  return [...answer.body.subarray(2)]
}
