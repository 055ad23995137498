import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls'
import { type Log } from './log.ts'

export interface TlsFiles {
  /** PEM. */
  readonly cert: string | Buffer
  readonly key: string | Buffer
}

/** How long a TLS handshake may take; Node waits two minutes. */
const handshakeMs = 10_000

/** The TCP ports the broker listens on. */
export class TcpDoor {
  readonly #servers: Server[] = []
  /** As they were accepted, below TLS. */
  readonly #sockets = new Set<Socket>()
  #closed: Promise<unknown> = Promise.resolve()
  readonly #log: Log
  readonly #onSocket: (socket: Socket) => void

  constructor(log: Log, onSocket: (socket: Socket) => void) {
    this.#log = log
    this.#onSocket = onSocket
  }

  /** Resolves with the port, also where 0 asked for a free one; rejects where it is taken. */
  listen(port: number, host: string, tls: TlsFiles | undefined, maxConnections: number): Promise<number> {
    const server = tls
      ? createTlsServer({ cert: tls.cert, key: tls.key, handshakeTimeout: handshakeMs }, this.#onSocket)
      : createServer(this.#onSocket)
    server.maxConnections = maxConnections
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    server.on('tlsClientError', (error: Error) => this.#log.debug({ err: error }, 'a TLS handshake failed'))
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      server.on('error', (error) => this.#log.error({ err: error }, 'the MQTT port failed'))
      this.#servers.push(server)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new TypeError('the MQTT port is no TCP port'))
      else resolve(address.port)
    })
    return promise
  }

  /** New connections are greeted with this certificate; those there are keep theirs. */
  renewTls({ cert, key }: TlsFiles): void {
    for (const server of this.#servers) if (server instanceof TlsServer) server.setSecureContext({ cert, key })
  }

  /** Takes no more connections. */
  stop(): void {
    this.#closed = Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }

  /** After `stop`: closes what is left, such as a half-done TLS handshake, which would hold the port for 10 s. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await this.#closed
  }
}
