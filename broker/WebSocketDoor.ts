import { type IncomingMessage } from 'node:http'
import { type Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { type Transport } from './transport.ts'
import { WebSocketTransport } from './WebSocketTransport.ts'

/** The subprotocol's name (MQTT 3.1.1, section 6). */
const subprotocol = 'mqtt'

export interface WebSocketOptions {
  readonly maxPayload: number
  /** Origins besides the server's own, as `https://console.example.com`. */
  readonly allowedOrigins: readonly string[]
}

const statusNames = {
  400: 'Bad Request',
  403: 'Forbidden',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
} as const

export interface UpgradeRefusal {
  readonly status: keyof typeof statusNames
  readonly reason: string
}

/**
 * Pages of other sites are refused (a browser sends their Origin, and would let them connect). A request without Origin
 * is no browser's; what it may do is for its token to say.
 */
function isOriginAllowed(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  const page = URL.parse(origin)
  if (!page) return false
  if (allowedOrigins.some((allowed) => URL.parse(allowed)?.origin === page.origin)) return true
  // Read with the page's scheme, so that a default port counts the same whether it is written or not.
  return URL.parse(`${page.protocol}//${host}`)?.host === page.host
}

function offersMqtt(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((name) => name.trim() === subprotocol)
}

/** Answers an upgrade with an HTTP error and closes; the socket is ours from the upgrade on. */
export function refuseUpgrade(socket: Duplex, { status, reason }: UpgradeRefusal): void {
  socket.on('error', () => socket.destroy())
  const lines = [
    `HTTP/1.1 ${status} ${statusNames[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${reason}`, () => socket.destroy())
}

/** Turns upgrades into transports. The HTTP server they come from belongs to someone else. */
export class WebSocketDoor {
  readonly #allowedOrigins: readonly string[]
  readonly #server: WebSocketServer

  constructor({ maxPayload, allowedOrigins }: WebSocketOptions) {
    this.#allowedOrigins = allowedOrigins
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Deflate holds 64 KiB and more for each client, and every frame would be compressed for each of them apart.
      perMessageDeflate: false,
      maxPayload,
      handleProtocols: () => subprotocol,
    })
  }

  check(request: IncomingMessage): UpgradeRefusal | undefined {
    if (!isOriginAllowed(request, this.#allowedOrigins)) return { status: 403, reason: 'This origin may not connect.' }
    if (!offersMqtt(request)) return { status: 400, reason: 'The WebSocket subprotocol has to be "mqtt".' }
    return undefined
  }

  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    remoteAddress: string,
    onTransport: (transport: Transport) => void,
  ): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      onTransport(new WebSocketTransport(webSocket, socket, remoteAddress))
    })
  }
}
