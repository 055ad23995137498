import http from 'node:http'
import net from 'node:net'

/**
 * Stands between a browser and the server. Cut, it still serves the console's files and drops everything else: a page can
 * be loaded anew while its server is away, as from a cache.
 */
export class CuttableProxy implements AsyncDisposable {
  readonly #server: http.Server
  readonly #sockets = new Set<net.Socket>()
  #isCut: (url?: string) => boolean = () => false

  private constructor(target: URL) {
    this.#server = http.createServer((request, response) => {
      if (this.#isCut(request.url)) return void request.socket.destroy()
      const { method, headers, url } = request
      const onward = http.request(
        { host: target.hostname, port: target.port, path: url, method, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(response)
        },
      )
      onward.on('error', () => response.destroy())
      request.pipe(onward)
    })
    this.#server.on('upgrade', (request, socket: net.Socket) => {
      if (this.#isCut(request.url)) return void socket.destroy()
      const onward = net.connect(Number(target.port), target.hostname, () => {
        const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`)
        onward.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
        socket.pipe(onward).pipe(socket)
      })
      for (const [end, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        end.on('error', () => {})
        // Also where nobody listens behind it: left open, it would be waited for until the client's own deadline.
        end.on('close', () => {
          this.#sockets.delete(end)
          other.destroy()
        })
        this.#sockets.add(end)
      }
    })
  }

  static async start(target: string): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(new URL(target))
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get origin(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return `http://127.0.0.1:${address.port}`
  }

  /** From now on, and what is open now: everything that is asked of the API, or only what is named. */
  cut(what: (url?: string) => boolean = isApi): void {
    this.#isCut = what
    for (const socket of this.#sockets) socket.destroy()
  }

  join(): void {
    this.#isCut = () => false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** What rows come down by: one can sign in and is shown nothing. */
export function isRows(url = ''): boolean {
  return url.startsWith('/api/v1/sync') || url.startsWith('/mqtt')
}

function isApi(url = ''): boolean {
  return url.startsWith('/api/') || url.startsWith('/mqtt')
}
