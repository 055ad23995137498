/**
 * A process of its own: opens everything a broker can open, closes it, and must then end by itself. It exits with 1 where
 * something is left that keeps it alive; the parent sees a timeout where even that does not happen.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { createBroker } from '../broker.ts'
import { connectPacket, subscribePacket } from './packets.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const broker = await createBroker({
  log,
  access: {
    authenticate: ({ token }) =>
      token === 'never' ? new Promise<never>(() => {}) : Promise.resolve({ subject: token, sessionId: 's' }),
    maySubscribe: () => true,
    mayReceive: () => true,
  },
})
const port = await broker.listenTcp(0, '127.0.0.1')
const server = createServer()
server.on('upgrade', (request, socket, head) => broker.acceptWebSocket(request, socket, head))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
const httpPort = typeof address === 'object' && address ? address.port : 0

// One that only connected, one that waits for its authentication, one that is subscribed, one that is frozen.
for (const [token, freezes] of [
  ['', false],
  ['never', false],
  ['ana', false],
  ['ben', true],
] as const) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  if (token === '') continue
  socket.write(Buffer.concat([connectPacket({ password: token }), subscribePacket(['feed/staff'])]))
  if (token === 'never') continue
  await once(socket, 'data')
  if (freezes) socket.pause()
  else socket.resume()
}
const webSocket = new WebSocket(`ws://127.0.0.1:${httpPort}/mqtt`, ['mqtt'])
await once(webSocket, 'open')
webSocket.send(Buffer.concat([connectPacket({ password: 'eva' }), subscribePacket(['feed/staff'])]))
await once(webSocket, 'message')

const payload = Buffer.alloc(1024 * 1024)
for (let count = 0; count < 12; count++) await broker.publish({ topic: 'feed/staff', payload })
server.close()
await broker.close()
// The frozen peer in this process holds its own half open until it reads again; that is not the broker's.
const left = process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate')
if (left.length > 0) process.exitCode = 1
process.send?.(left)
process.disconnect()
