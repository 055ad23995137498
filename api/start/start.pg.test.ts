import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { ApiClient } from '../testing/ApiClient.ts'

let dataDir: string
let database: TestDatabase
let child: ChildProcess | undefined
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'signalbox-start-'))
  await chmod(dataDir, 0o755)
  database = await testDatabase()
})
afterEach(async () => {
  if (!child || child.exitCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'close')
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

interface Started {
  http: string
  /** Resolves with all of stdout once it has ended on SIGTERM. */
  end(): Promise<string>
}

/** Runs what `npm start -- flags` runs, without a terminal, until it is ready. */
async function start(...flags: string[]): Promise<Started> {
  const args = [path.join(import.meta.dirname, '../main.ts'), 'start', ...flags]
  const started = spawn(process.execPath, args, {
    env: {
      PATH: process.env['PATH'],
      SIGNALBOX_DATA_DIR: dataDir,
      SIGNALBOX_HTTP_PORT: '0',
      SIGNALBOX_MQTT_PORT: 'off',
      DATABASE_URL: database.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child = started
  let output = ''
  const http = await new Promise<string>((resolve, reject) => {
    started.once('close', () => reject(new Error(`it ended: ${output}`)))
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const ready = /^SIGNALBOX_READY (.*)\n/m.exec(output)?.[1]
      if (ready !== undefined) resolve((JSON.parse(ready) as { http: string }).http)
    })
  })
  return {
    http,
    async end() {
      const closed = once(started, 'close')
      started.kill('SIGTERM')
      expect((await closed)[0]).toBe(0)
      return output
    },
  }
}

// The console is built on the way where its sources have changed, which takes seconds.
const patience = 120_000

test(
  'without a terminal a first start takes the demo day, and a later one keeps it',
  async () => {
    const first = await start()
    const signIn = { email: 'dispatcher@demo.local', password: 'signalbox-demo' }
    const client = await ApiClient.signIn(first.http, signIn)
    const { lines } = await client.sync()
    expect(lines.filter((line) => line.type === 'ticket').length).toBeGreaterThanOrEqual(60)
    expect(lines.filter((line) => line.type === 'technician')).toHaveLength(12)
    const output = await first.end()
    expect(output).toContain('dispatcher@demo.local  signalbox-demo')
    expect(output).toContain('The desktop app')
    expect(output).toContain(`The console: ${first.http}`)
    expect(output.match(/^SIGNALBOX_READY /gm)).toHaveLength(1)

    const second = await start('--empty', '--quiet')
    await ApiClient.signIn(second.http, signIn)
    const later = await second.end()
    expect(later).toContain('--empty is for a first start: what is there was kept.')
    expect(later).toContain('dispatcher@demo.local  signalbox-demo')
    expect(later).toContain('The simulator is off')
  },
  patience,
)
