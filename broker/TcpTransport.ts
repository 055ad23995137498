import { type Socket } from 'node:net'
import { type Transport, type TransportEvents } from './transport.ts'

/** Finds peers that vanished while their keepalive is 0; MQTT's own keepalive finds the others sooner. */
const tcpKeepAliveMs = 60_000

/** A plain socket or one under TLS. */
export class TcpTransport implements Transport {
  readonly remoteAddress: string
  readonly #socket: Socket

  constructor(socket: Socket, remoteAddress: string) {
    this.#socket = socket
    this.remoteAddress = remoteAddress
  }

  open(events: TransportEvents): void {
    const socket = this.#socket
    // One message is one write: waiting for more (Nagle) would only add up to 40 ms.
    socket.setNoDelay(true)
    socket.setKeepAlive(true, tcpKeepAliveMs)
    socket.on('data', (chunk: Buffer) => events.onData(chunk))
    socket.on('drain', () => events.onDrain())
    socket.on('end', () => socket.destroy())
    // A reset is no news: `close` follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => events.onClose())
    if (socket.destroyed) events.onClose()
  }

  write(bytes: Buffer): boolean {
    return this.#socket.write(bytes)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  end(): void {
    this.#socket.destroySoon()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
