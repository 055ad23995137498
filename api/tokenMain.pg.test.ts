import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { MqttListener } from './testing/MqttListener.ts'
import { adminSignIn } from './testing/startServer.ts'
import { withServer } from './testing/withServer.ts'

const own = withServer({ SIGNALBOX_MQTT_SANDBOX: 'conformance/' })

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: own.database.url, SIGNALBOX_DATA_DIR: own.server.dataDir }
  try {
    const done = await promisify(execFile)(
      process.execPath,
      [path.join(import.meta.dirname, 'tokenMain.ts'), ...args],
      {
        env,
      },
    )
    return { code: 0, ...done }
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string }
    return failed
  }
}

async function status(token: string): Promise<number> {
  const response = await fetch(`${own.server.http}/api/v1/tickets`, { headers: { authorization: `Bearer ${token}` } })
  return response.status
}

test('a token from the command line works at once on the server beside it, and is all that stdout holds', async () => {
  const { code, stdout } = await run('--scope', 'read,mqtt', '--user', adminSignIn.email)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^sbt_\S+\n$/)
  expect(await status(stdout.trim())).toBe(200)
})

test('a sandbox token belongs to nobody and opens nothing over HTTP', async () => {
  const { stdout } = await run('--scope', 'sandbox')
  expect(await status(stdout.trim())).toBe(403)
})

test('a sandbox token publishes and subscribes below the prefix, and hears nothing of the product', async () => {
  const { stdout } = await run('--scope', 'sandbox')
  const listener = await MqttListener.connect(own.server.mqtt, stdout.trim())
  const { client, received } = listener
  await client.subscribeAsync('conformance/#', { qos: 2 })
  await expect(client.subscribeAsync('system/head')).rejects.toThrow()
  await client.publishAsync('conformance/a', 'hello', { qos: 2, retain: true })
  await listener.until((all) => all.length > 0)
  expect(received.map(({ topic, text }) => [topic, text])).toEqual([['conformance/a', 'hello']])
  await client.endAsync(true)
})

test.each([
  [[], 'No scope'],
  [['--scope', 'everything'], 'no scope "everything"'],
  [['--scope', 'read'], 'Whose rights'],
  [['--scope', 'read', '--user', 'nobody@test.local'], 'no active user'],
  [['--scope', 'sandbox,read'], 'stands alone'],
  [['--scope', 'sandbox', '--days', 'x'], '--days'],
  [['--what'], '--what'],
])('%j is refused in one sentence', async (args, sentence) => {
  const { code, stdout, stderr } = await run(...args)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain(sentence)
  expect(stderr).not.toContain('    at ')
})
