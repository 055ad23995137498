import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { createInterface } from 'node:readline'

export interface TestRedis {
  url: string
  /** As a crash. */
  kill(): Promise<void>
  /** On the same port, with nothing in it. */
  start(): Promise<void>
}

/** Debian's redis-server on a free port, keeping nothing. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort()
  let server = await spawnRedis(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return
      const exited = once(server, 'exit')
      server.kill('SIGKILL')
      await exited
    },
    async start() {
      server = await spawnRedis(port)
    },
  }
}

async function spawnRedis(port: number) {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp']
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  for await (const line of createInterface({ input: server.stdout })) {
    said.push(line)
    if (line.includes('Ready to accept connections')) break
  }
  if (!said.at(-1)?.includes('Ready')) throw new Error(`redis-server ended: ${said.join('\n')}`)
  server.stdout.resume()
  return server
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
