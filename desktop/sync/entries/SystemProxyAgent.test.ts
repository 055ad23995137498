import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import { expect, onTestFinished, test } from 'vitest'
import { startBroker } from '../../../broker/testing/startBroker.ts'
import { cert, key } from '../../../broker/testing/tlsFixture.ts'
import { listen, startProxy } from '../testing/connectProxy.ts'
import { startSocksProxy } from '../testing/socksProxy.ts'
import { createFetchHttp } from './fetchHttp.ts'
import { createMqttTransport } from './mqttTransport.ts'
import { createNodeFetch } from './nodeFetch.ts'
import { SystemProxyAgent } from './SystemProxyAgent.ts'

/** A server with a certificate of the company's own: HTTP, and MQTT over WebSocket beside it. */
async function startServer(): Promise<string> {
  const { broker } = await startBroker()
  const server = createServer({ cert, key }, (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => response.end(`${request.method} ${request.url} ${Buffer.concat(parts).toString()}`))
  })
  server.on('upgrade', (request, socket, head) => broker.acceptWebSocket(request, socket, head))
  return `https://localhost:${await listen(server)}`
}

function agentOf(route: string | (() => string), certificates = [cert]): SystemProxyAgent {
  const agent = new SystemProxyAgent({
    routeTo: async () => (typeof route === 'string' ? route : route()),
    certificates,
  })
  onTestFinished(() => agent.destroy())
  return agent
}

async function get(server: string, agent: SystemProxyAgent): Promise<string> {
  const http = createFetchHttp(server, createNodeFetch(agent))
  const answer = await http.request({ method: 'GET', path: '/a', headers: {}, deadline: 10_000 })
  return Buffer.from(await answer.bytes()).toString()
}

/** Why it failed, all the way down. */
async function problem(promise: Promise<unknown>): Promise<string> {
  const said: string[] = []
  for (
    let error: unknown = await promise.catch((reason: unknown) => reason);
    error instanceof Error;
    error = error.cause
  )
    said.push(error.message)
  return said.join(' | ')
}

test('HTTP and MQTT alike go through the proxy of the system, to a server whose authority the system trusts', async () => {
  const server = await startServer()
  const proxy = await startProxy()
  expect(await get(server, agentOf(proxy.route))).toBe('GET /a ')
  expect(proxy.asked).toEqual([new URL(server).host])
  const mqtt = createMqttTransport({
    url: `${server.replace(/^http/, 'ws')}/mqtt`,
    clientId: 'proxied',
    agent: agentOf(proxy.route),
  })
  const connecting = mqtt.connect('dana', { onMessage: () => {}, onClosed: () => {} })
  onTestFinished(() => connecting.close())
  const connection = await connecting.connected
  expect(await connection.subscribe(['feed/staff'])).toEqual([])
  expect(proxy.asked).toEqual([new URL(server).host, new URL(server).host])
})

test('SOCKS of either kind is gone through, the fifth with the name of the server, the fourth with its address', async () => {
  const server = await startServer()
  const proxy = await startSocksProxy()
  const { port } = new URL(server)
  expect(await get(server, agentOf(`SOCKS5 ${proxy.address}`))).toBe('GET /a ')
  expect(await get(server, agentOf(`SOCKS ${proxy.address}`))).toBe('GET /a ')
  expect(proxy.asked).toEqual([`5 localhost:${port}`, `4 127.0.0.1:${port}`])
  expect(await problem(get(server, agentOf(`SOCKS5 ${proxy.address}`, [])))).toMatch(/self-signed certificate/)
})

test.each(['by the system`s routes', 'by Node itself'])('every request says what app it is: %s', async (way) => {
  const server = createPlainServer((request, response) => response.end(request.headers['user-agent']))
  const origin = `http://127.0.0.1:${await listen(server)}`
  const ownFetch = way === 'by Node itself' ? undefined : createNodeFetch(agentOf('DIRECT'))
  const http = createFetchHttp(origin, ownFetch, { 'user-agent': 'Signalbox/1.2.3 (linux)' })
  const answer = await http.request({ method: 'GET', path: '/', headers: { accept: '*/*' }, deadline: 10_000 })
  expect(Buffer.from(await answer.bytes()).toString()).toBe('Signalbox/1.2.3 (linux)')
})

test('a file is sent as a form, as browsers do', async () => {
  const http = createFetchHttp(await startServer(), createNodeFetch(agentOf('DIRECT')))
  const file = { field: 'file', name: 'a.txt', bytes: new TextEncoder().encode('what is in it').buffer }
  const answer = await http.request({ method: 'POST', path: '/f', headers: {}, file, deadline: 10_000 })
  const said = Buffer.from(await answer.bytes()).toString()
  expect(said).toMatch(/^POST \/f -+\S+\r\n[\s\S]*name="file"; filename="a.txt"[\s\S]*what is in it/)
})

test('the way is asked for anew with each connection: another network, another proxy', async () => {
  const server = await startServer()
  const [office, home] = [await startProxy(), await startProxy()]
  let route = office.route
  const agent = agentOf(() => route)
  await get(server, agent)
  route = home.route
  // What was connected before the change is closed by it.
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
  await get(server, agent)
  expect([office.asked.length, home.asked.length]).toEqual([1, 1])
})

test('a proxy that is away leaves the turn to the next', async () => {
  const proxy = await startProxy()
  expect(await get(await startServer(), agentOf(`PROXY 127.0.0.1:1; SOCKS5 127.0.0.1:1; ${proxy.route}`))).toBe(
    'GET /a ',
  )
  expect(proxy.asked).toHaveLength(1)
})

test('an authority that nobody trusts is refused, through a proxy too', async () => {
  const server = await startServer()
  const { route } = await startProxy()
  expect(await problem(get(server, agentOf('DIRECT', [])))).toMatch(/self-signed certificate/)
  expect(await problem(get(server, agentOf(route, [])))).toMatch(/self-signed certificate/)
})

test('a proxy that refuses is no server that answers: it says why', async () => {
  const server = await startServer()
  expect(await problem(get(server, agentOf((await startProxy(407)).route)))).toMatch(/wants a sign-in/)
  expect(await problem(get(server, agentOf((await startProxy(403)).route)))).toMatch(/answered 403/)
})
