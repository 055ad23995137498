import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A proxy that knows CONNECT of SOCKS 4 and 5 without sign-in; every way through it is written down. */
export async function startSocksProxy(): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    void serve(socket, asked, sockets).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const each of sockets) each.destroy()
    server.close()
  })
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function serve(socket: Socket, asked: string[], sockets: Set<Socket>): Promise<void> {
  const [version = 0] = await take(socket, 1)
  const { host, port } = version === 5 ? await readFifth(socket) : await readFourth(socket)
  asked.push(`${version} ${host}:${port}`)
  const onwards = connect(port, '127.0.0.1')
  sockets.add(onwards)
  onwards.on('error', () => socket.destroy())
  await once(onwards, 'connect')
  socket.write(version === 5 ? Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]) : Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]))
  onwards.pipe(socket).pipe(onwards)
}

/** RFC 1928: ways to sign in, none is taken; then what is wanted, by name. */
async function readFifth(socket: Socket): Promise<{ host: string; port: number }> {
  const [methods = 0] = await take(socket, 1)
  await take(socket, methods)
  socket.write(Buffer.from([5, 0]))
  const [, , , kind, length = 0] = await take(socket, 5)
  if (kind !== 3) throw new Error('a name is wanted')
  const rest = await take(socket, length + 2)
  return { host: rest.subarray(0, length).toString(), port: rest.readUInt16BE(length) }
}

/** Port, address, and a user's name that ends with 0. */
async function readFourth(socket: Socket): Promise<{ host: string; port: number }> {
  const request = await take(socket, 7)
  while ((await take(socket, 1))[0] !== 0);
  return { host: request.subarray(3).join('.'), port: request.readUInt16BE(1) }
}

async function take(socket: Socket, count: number): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0)
  for (;;) {
    const bytes: unknown = socket.read(count)
    if (bytes instanceof Buffer && bytes.length === count) return bytes
    if (socket.readableEnded || socket.destroyed) throw new Error('it hung up')
    await once(socket, 'readable')
  }
}
