import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { ApiClient } from './ApiClient.ts'

export interface TestServer extends AsyncDisposable {
  http: string
  mqtt: string
  ws: string
  pid: number
  dataDir: string
  process: ChildProcess
  /** What it has written to stderr so far. */
  errors(): string
  /** Signed in as the first admin. */
  admin: ApiClient
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL, as a crash. */
  kill(): Promise<void>
}

export const adminSignIn = { email: 'admin@test.local', password: 'a long enough password' }

const directly = { command: process.execPath, args: [path.join(import.meta.dirname, '../main.ts'), 'serve'] }

/** Starts the real server as a process of its own on free ports; with DATABASE_URL unset it brings its own PostgreSQL. */
export async function startServer(
  env: Record<string, string> = {},
  dataDir?: string,
  { command, args } = directly,
): Promise<TestServer> {
  const ownDir = dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'signalbox-server-')))
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      SIGNALBOX_DATA_DIR: ownDir,
      SIGNALBOX_HTTP_PORT: '0',
      SIGNALBOX_MQTT_PORT: '0',
      SIGNALBOX_LOG_LEVEL: 'warn',
      SIGNALBOX_ADMIN_EMAIL: adminSignIn.email,
      SIGNALBOX_ADMIN_PASSWORD: adminSignIn.password,
      ...env,
    },
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const ready = await Promise.race([readyLine(child), exited])
  if (typeof ready !== 'object' || ready === null) throw new Error(`the server ended with ${ready}: ${stderr}`)
  const server: TestServer = {
    ...ready,
    dataDir: ownDir,
    process: child,
    errors: () => stderr,
    admin: await ApiClient.signIn(ready.http, adminSignIn),
    async stop() {
      child.kill('SIGTERM')
      return exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await server.stop()
      if (dataDir === undefined) await rm(ownDir, { recursive: true, force: true })
    },
  }
  return server
}

async function readyLine(child: ChildProcess): Promise<{ http: string; mqtt: string; ws: string; pid: number }> {
  if (!child.stdout) throw new Error('no stdout')
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('SIGNALBOX_READY ')) return JSON.parse(line.slice('SIGNALBOX_READY '.length))
  }
  return new Promise(() => {})
}
