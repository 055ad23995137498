import { Aedes } from 'aedes'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createBroker } from '../../broker.ts'
import { PacketNumbers } from './PacketNumbers.ts'
import { PacketTranslation, type Direction, type Place } from './PacketTranslation.ts'

export const engines = ['sandbox', 'aedes'] as const
export type Engine = (typeof engines)[number]

/** A broker that a test of the suite takes for Mosquitto, listening at the port that it wants. */
export interface SuiteBroker {
  /** Protocol levels of the CONNECTs that came. */
  readonly levels: Set<number>
  close(): Promise<void>
}

const prefix = 'conformance/'
const token = 'suite'

/** Topics and filters that are `apart` stay out of the sandbox, as do those that begin with `$`. */
export async function startSuiteBroker(
  engine: Engine,
  port: number,
  apart: readonly string[] = [],
): Promise<SuiteBroker> {
  const inner = await (engine === 'aedes' ? startAedes() : startSandbox())
  const levels = new Set<number>()
  const numbers = new Map<string, PacketNumbers>()
  const server = await listen(port, (socket) => {
    const behind = server.connect(inner.port)
    const place = { ...inner.place, apart, numbers: new PacketNumbers(numbers) }
    socket.once('data', (first) => noteLevel(levels, first))
    pass(socket, behind, 'in', place)
    pass(behind, socket, 'out', place)
  })
  return {
    levels,
    close: async () => {
      await server.close()
      await inner.close()
    },
  }
}

interface Inner {
  port: number
  place: Pick<Place, 'prefix' | 'token'>
  close(): Promise<void>
}

async function startAedes(): Promise<Inner> {
  const aedes = new Aedes()
  await aedes.listen()
  const server = await listen(0, (socket) => void aedes.handle(socket))
  return {
    port: server.port,
    place: { prefix: '', token: undefined },
    close: async () => {
      await server.close()
      await new Promise<void>((resolve) => aedes.close(resolve))
    },
  }
}

/** The whole broker with its sandbox. The suite knows neither token nor prefix, so both are put in, and the prefix taken out, on the way. */
async function startSandbox(): Promise<Inner> {
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const access = {
    authenticate: async (given: { token: string }) =>
      given.token === token ? { subject: token, sessionId: token, isSandbox: true } : undefined,
    maySubscribe: () => false,
    mayReceive: () => false,
  }
  const broker = await createBroker({ sandboxPrefix: prefix, log: quiet, access })
  const port = await broker.listenTcp(0, '127.0.0.1')
  return { port, place: { prefix, token }, close: () => broker.close() }
}

function pass(from: Socket, to: Socket, direction: Direction, place: Place): void {
  const translation = new PacketTranslation(direction, place)
  from.on('data', (chunk) => void to.write(translation.translate(chunk)))
  from.on('end', () => to.end())
  from.on('close', () => to.destroy())
  from.on('error', () => to.destroy())
}

/** `first` begins with a CONNECT, as good as always in one piece on loopback. */
function noteLevel(levels: Set<number>, first: Buffer): void {
  const name = first.indexOf('MQ')
  const level = first[name + (first.subarray(name, name + 4).toString() === 'MQTT' ? 4 : 6)]
  if (name > 0 && level !== undefined) levels.add(level)
}

interface Listening {
  port: number
  connect(port: number): Socket
  close(): Promise<void>
}

async function listen(port: number, onSocket: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server: Server = createServer((socket) => onSocket(keep(socket)))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => resolve())
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    connect: (to) => keep(connect(to, '127.0.0.1')),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
