import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connectPacket, packet, subscribePacket } from './packets.ts'

/**
 * A process with many subscribers that do nothing but count bytes, and acknowledge where they are told to. It is driven
 * by the messages below and answers each one: `expect` with "ready" at once and "done" when every client has the bytes.
 */
export type LeanOrder =
  | { do: 'connect'; port: number; clients: number }
  | { do: 'subscribe'; filter: string }
  | { do: 'unsubscribe'; filter: string }
  /** `acknowledge`: the length of each PUBLISH and the place of its id in it. */
  | { do: 'expect'; bytes: number; subscribe?: string; acknowledge?: { length: number; idAt: number } }
  | { do: 'end' }

interface Lean {
  socket: Socket
  received: number
  rest: Buffer
}

const clients: Lean[] = []
let expected = Infinity
let complete = 0
let acknowledging: { length: number; idAt: number } | undefined

function acknowledge(client: Lean, chunk: Buffer, { length, idAt }: { length: number; idAt: number }): void {
  const bytes = client.rest.length > 0 ? Buffer.concat([client.rest, chunk]) : chunk
  const count = Math.floor(bytes.length / length)
  const acks = Buffer.alloc(count * 4)
  for (let index = 0; index < count; index++) {
    acks.writeUInt16BE(0x4002, index * 4)
    bytes.copy(acks, index * 4 + 2, index * length + idAt, index * length + idAt + 2)
  }
  client.rest = bytes.subarray(count * length)
  if (count > 0) client.socket.write(acks)
}

function onData(client: Lean, chunk: Buffer): void {
  const before = client.received
  client.received += chunk.length
  if (acknowledging) acknowledge(client, chunk, acknowledging)
  if (before < expected && client.received >= expected && ++complete === clients.length) process.send?.('done')
}

async function open(port: number, number: number): Promise<Lean> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.setNoDelay(true)
  const client = { socket, received: 0, rest: Buffer.alloc(0) }
  await ask(client, connectPacket({ clientId: `lean-${number}` }))
  socket.on('data', (chunk) => onData(client, chunk))
  return client
}

/** Sends and waits for an answer, whatever it is. */
async function ask({ socket }: Lean, request: Buffer): Promise<void> {
  const answered = once(socket, 'data')
  socket.write(request)
  await answered
}

async function obey(order: LeanOrder): Promise<void> {
  switch (order.do) {
    case 'connect':
      for (let number = 0; number < order.clients; number++) clients.push(await open(order.port, number))
      break
    case 'subscribe':
      for (const client of clients) await ask(client, subscribePacket([order.filter]))
      break
    case 'unsubscribe': {
      const filter = Buffer.from(order.filter)
      const body = Buffer.concat([Buffer.from([0, 1, 0, filter.length]), filter])
      for (const client of clients) await ask(client, packet(0xa2, body))
      break
    }
    case 'expect':
      expected = order.bytes
      acknowledging = order.acknowledge
      complete = 0
      for (const client of clients) {
        client.received = 0
        client.rest = Buffer.alloc(0)
        if (order.subscribe !== undefined) client.socket.write(subscribePacket([order.subscribe]))
      }
      break
    case 'end':
      for (const { socket } of clients) socket.destroy()
      process.disconnect()
      return
  }
  process.send?.('ready')
}

process.on('message', (order: LeanOrder) => void obey(order))
