import { type Duplex } from 'node:stream'
import { type WebSocket } from 'ws'
import { type Transport, type TransportEvents } from './transport.ts'

const goingAway = 1001
const unsupportedData = 1003

/** MQTT in binary frames (MQTT 3.1.1, section 6); packets and frames need not have the same borders. */
export class WebSocketTransport implements Transport {
  readonly remoteAddress: string
  readonly #webSocket: WebSocket
  readonly #socket: Duplex

  /** `socket` is the one below: only it says when it has room again. */
  constructor(webSocket: WebSocket, socket: Duplex, remoteAddress: string) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.remoteAddress = remoteAddress
  }

  open(events: TransportEvents): void {
    const webSocket = this.#webSocket
    webSocket.on('message', (data, isBinary) => {
      if (isBinary && Buffer.isBuffer(data)) events.onData(data)
      else webSocket.close(unsupportedData)
    })
    this.#socket.on('drain', () => events.onDrain())
    // Too large a message or a broken frame: ws closes with the fitting code.
    webSocket.on('error', () => {})
    webSocket.on('close', () => events.onClose())
  }

  write(bytes: Buffer): boolean {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return true
    this.#webSocket.send(bytes, { binary: true, compress: false })
    return !this.#socket.writableNeedDrain
  }

  pause(): void {
    this.#webSocket.pause()
  }

  resume(): void {
    this.#webSocket.resume()
  }

  end(): void {
    this.#webSocket.close(goingAway)
  }

  destroy(): void {
    this.#webSocket.terminate()
  }
}
