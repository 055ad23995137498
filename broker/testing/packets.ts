/** MQTT packets by hand, so that tests can also send what no library would. */

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function encodedLength(length: number): Buffer {
  const bytes: number[] = []
  let rest = length
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low + 128 : low)
  } while (rest > 0)
  return Buffer.from(bytes)
}

/** A packet with the given first byte; `declared` lies about its length. */
export function packet(firstByte: number, body: Buffer, declared = body.length): Buffer {
  return Buffer.concat([Buffer.from([firstByte]), encodedLength(declared), body])
}

export interface ConnectOptions {
  clientId?: string
  clean?: boolean
  keepalive?: number
  username?: string
  password?: string | null
  will?: { topic: string; payload: string; qos?: number; retain?: boolean }
  level?: number
}

/** A CONNECT (MQTT 3.1.1, section 3.1). `password: null` leaves it out. */
export function connectPacket(options: ConnectOptions = {}): Buffer {
  const { clientId = 'raw', clean = true, keepalive = 0, username = 'x', password = 'ana', will, level = 4 } = options
  let flags = 0x80 | (clean ? 2 : 0) | (password === null ? 0 : 0x40)
  if (will) flags |= 4 | ((will.qos ?? 0) << 3) | (will.retain === true ? 0x20 : 0)
  const parts = [text(level === 3 ? 'MQIsdp' : 'MQTT'), Buffer.from([level, flags, keepalive >> 8, keepalive & 255])]
  if (level === 5) parts.push(Buffer.from([0]))
  parts.push(text(clientId))
  if (will) parts.push(text(will.topic), text(will.payload))
  parts.push(text(username))
  if (password !== null) parts.push(text(password))
  return packet(0x10, Buffer.concat(parts))
}

/** A SUBSCRIBE (section 3.8). */
export function subscribePacket(filters: readonly (string | Buffer)[], qos = 1, id = 1): Buffer {
  const body = filters.flatMap((filter) => [text(filter), Buffer.from([qos])])
  return packet(0x82, Buffer.concat([Buffer.from([id >> 8, id & 255]), ...body]))
}

/** An UNSUBSCRIBE (section 3.10). */
export function unsubscribePacket(filters: readonly string[], id = 1): Buffer {
  return packet(0xa2, Buffer.concat([Buffer.from([id >> 8, id & 255]), ...filters.map(text)]))
}

/** A PUBLISH at QoS 0, 1 or 2 (section 3.3). */
export function publishPacket(topic: string, payload: string, qos = 0, id = 1): Buffer {
  const idBytes = qos > 0 ? Buffer.from([id >> 8, id & 255]) : Buffer.alloc(0)
  return packet(0x30 | (qos << 1), Buffer.concat([text(topic), idBytes, Buffer.from(payload)]))
}

export const pingreq = packet(0xc0, Buffer.alloc(0))
export const disconnect = packet(0xe0, Buffer.alloc(0))
