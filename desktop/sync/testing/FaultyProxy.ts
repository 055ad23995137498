import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** The network between a sync client and the real server, as TCP: counts what goes through, and fails as networks do. */
export class FaultyProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Bytes from the server to the client. */
  down = 0
  /** Requests that went through, by their first line. */
  readonly requests: string[] = []
  /** Nothing gets through: connections are refused and cut. */
  cut = false
  /** WebSockets are refused, plain HTTP is not: the usual proxy of a company. */
  noUpgrade = false
  /** Requests whose first line this matches reach the server; their answers are lost, and the connection with them. */
  loseAnswersTo: RegExp | undefined
  lostAnswers = 0
  /** Requests whose first line this matches are lost before they reach the server, and the connection with them. */
  lose: RegExp | undefined

  private constructor(server: Server, target: () => URL) {
    this.#server = server
    server.on('connection', (socket) => this.#join(socket, target()))
  }

  static async open(target: () => URL): Promise<FaultyProxy> {
    const server = createServer()
    const proxy = new FaultyProxy(server, target)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  /** Ends all connections; new ones are up to the flags. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.drop()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket, { hostname, port }: URL): void {
    if (this.cut) return void client.destroy()
    const server = connect(Number(port), hostname)
    let losing = false
    const end = (): void => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      this.#sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        end()
      })
    }
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      const [line = ''] = /^(GET|POST|PATCH|DELETE) [^\r]*/.exec(text) ?? []
      if (line) this.requests.push(line)
      if (line && this.lose?.test(line)) return end()
      if (this.noUpgrade && /^upgrade: websocket/im.test(text)) return end()
      losing ||= line !== '' && (this.loseAnswersTo?.test(line) ?? false)
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (losing) {
        this.lostAnswers++
        return end()
      }
      this.down += bytes.length
      client.write(bytes)
    })
  }
}
