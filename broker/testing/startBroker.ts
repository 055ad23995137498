import { createServer } from 'node:http'
import { type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Credentials, type Principal } from '../access.ts'
import { type Broker, createBroker } from '../broker.ts'
import { type Limits } from '../limits.ts'

export interface TestPrincipal extends Principal {
  readonly role: string
}

export interface TestOptions {
  limits?: Partial<Limits>
  allowedOrigins?: string[]
  sandboxPrefix?: string
  now?: () => number
  authenticate?: (credentials: Credentials) => Promise<TestPrincipal | undefined>
  maySubscribe?: (principal: TestPrincipal, filter: string) => boolean | Promise<boolean>
  mayReceive?: (principal: TestPrincipal, topic: string) => boolean
}

export interface LogLine {
  level: string
  details: Record<string, unknown>
  message: string
}

export interface TestBroker {
  broker: Broker
  port: number
  lines: LogLine[]
}

/** The token is the subject, with a session of the same name; `refused` is nobody's, `sandbox...` a protocol suite's. */
export async function authenticateByName({ token }: Credentials): Promise<TestPrincipal | undefined> {
  if (token === 'refused') return undefined
  return {
    subject: token,
    sessionId: `session-of-${token}`,
    role: 'dispatcher',
    isSandbox: token.startsWith('sandbox'),
  }
}

/** A broker on a free port, closed when the test has finished. What it logs at `warn` and above is kept, and the rest too. */
export async function startBroker(options: TestOptions = {}): Promise<TestBroker> {
  const { authenticate = authenticateByName, maySubscribe = () => true, mayReceive = () => true, ...rest } = options
  const lines: LogLine[] = []
  const write = (level: string) => (details: Record<string, unknown>, message: string) => {
    lines.push({ level, details, message })
  }
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const broker = await createBroker({ ...rest, log, access: { authenticate, maySubscribe, mayReceive } })
  onTestFinished(() => broker.close())
  return { broker, port: await broker.listenTcp(0, '127.0.0.1'), lines }
}

/** An HTTP server that hands its upgrades to the broker; gives its port. */
export async function serveWebSockets(broker: Broker, remoteAddress?: string): Promise<number> {
  const server = createServer((_request, response) => response.end())
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket, head) => broker.acceptWebSocket(request, socket, head, remoteAddress))
  onTestFinished(async () => {
    await broker.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
