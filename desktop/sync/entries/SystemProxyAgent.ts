import { Agent, type AgentConnectOpts } from 'agent-base'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { once } from 'node:events'
import { lookup } from 'node:dns/promises'
import { type ClientRequest } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, getCACertificates, type ConnectionOptions } from 'node:tls'
import { SocksClient } from 'socks'
import { proxyRoutes, type Route } from './proxyRoutes.ts'

export interface SystemProxyAgentOptions {
  /** What the system's settings say of the way to this address, as PAC files do. Asked anew for each connection. */
  routeTo: (url: string) => Promise<string>
  /** Certificate authorities that this machine trusts besides those that everybody does, as PEM. */
  certificates: readonly string[]
}

/**
 * Connections of HTTP and of MQTT over WebSocket alike, as the system's settings want them: through its proxy, trusting
 * whom it trusts. A proxy that cannot be reached leaves the turn to the next one of the list.
 */
export class SystemProxyAgent extends Agent {
  readonly #routeTo: SystemProxyAgentOptions['routeTo']
  readonly #ca: string[]

  constructor({ routeTo, certificates }: SystemProxyAgentOptions) {
    super({ keepAlive: true })
    this.#routeTo = routeTo
    this.#ca = [...getCACertificates('default'), ...certificates]
  }

  override async connect(request: ClientRequest, options: AgentConnectOpts): Promise<Socket> {
    const host = options.host ?? ''
    const url = `${options.secureEndpoint ? 'https' : 'http'}://${isIP(host) === 6 ? `[${host}]` : host}:${options.port}/`
    const problems: unknown[] = []
    for (const route of proxyRoutes(await this.#routeTo(url))) {
      try {
        return await this.#take(route, request, options)
      } catch (error) {
        problems.push(error)
      }
    }
    throw new AggregateError(problems, `No way to ${url}: ${problems.map(String).join('; ')}`)
  }

  async #take(route: Route, request: ClientRequest, options: AgentConnectOpts): Promise<Socket> {
    const { host } = options
    const trusting = { ...options, ca: this.#ca, ...(host !== undefined && isIP(host) === 0 && { servername: host }) }
    if ('proxy' in route) return throughProxy(route.proxy, this.#ca, request, trusting)
    if ('socks' in route) return throughSocks(route, trusting)
    if (options.secureEndpoint) return secured(trusting)
    const socket = connect(options)
    await once(socket, 'connect')
    return socket
  }
}

async function throughProxy(
  proxy: string,
  ca: string[],
  request: ClientRequest,
  options: AgentConnectOpts,
): Promise<Socket> {
  const agent = new HttpsProxyAgent(proxy, { ca })
  let status = 0
  // Its refusal would otherwise be taken for the server's answer.
  agent.on('proxyConnect', (answer: { statusCode: number }) => (status = answer.statusCode))
  const socket = await agent.connect(request, options)
  if (status === 200) return socket
  socket.destroy()
  const why = status === 407 ? 'wants a sign-in, which Signalbox cannot give' : `answered ${status}`
  throw new Error(`The proxy ${proxy} ${why}.`)
}

async function throughSocks(
  { socks: type, host: proxy, port }: Extract<Route, { socks: 4 | 5 }>,
  options: AgentConnectOpts & ConnectionOptions,
): Promise<Socket> {
  const wanted = options.host ?? ''
  // The fourth knows no names: they are looked up here, as Chromium does. For the fifth the proxy does it.
  const host = type === 4 ? (await lookup(wanted, 4)).address : wanted
  const { socket } = await SocksClient.createConnection({
    proxy: { host: proxy, port, type },
    destination: { host, port: options.port },
    command: 'connect',
  })
  return options.secureEndpoint ? secured({ ...options, socket }) : socket
}

async function secured(options: ConnectionOptions): Promise<Socket> {
  const socket = connectTls(options)
  await once(socket, 'secureConnect')
  return socket
}
