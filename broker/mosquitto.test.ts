import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { beforeEach, expect, inject, onTestFinished, test } from 'vitest'
import { idOf } from './testing/ids.ts'
import { startBroker, type TestBroker } from './testing/startBroker.ts'

/** Debian's clients are strangers to this code; without them the tests are skipped, but never in CI. */
const missing = inject('mosquittoMissing')

beforeEach(({ skip }) => {
  if (missing !== undefined && process.env.CI === 'true') throw new Error(missing)
  skip(missing !== undefined, missing)
})

function args({ port }: TestBroker, ...more: string[]): string[] {
  return ['-h', '127.0.0.1', '-p', String(port), '-u', 'x', ...more]
}

/** mosquitto_sub as it runs: its lines as they come, and its end. */
async function subscribe(started: TestBroker, ...more: string[]) {
  const child = spawn('mosquitto_sub', args(started, '-v', '-q', '1', '-P', 'ana', ...more))
  onTestFinished(() => void child.kill())
  let text = ''
  let wake = Promise.withResolvers<void>()
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
    wake.resolve()
    wake = Promise.withResolvers()
  })
  const lines = async (count: number) => {
    while (text.split('\n').length <= count) await wake.promise
    return text.split('\n').slice(0, count)
  }
  return { lines, ended: once(child, 'exit') }
}

async function untilSubscribed({ broker }: TestBroker, count: number): Promise<void> {
  while (broker.stats().subscriptions < count) await new Promise((resolve) => setImmediate(resolve))
}

test('mosquitto_sub -v prints what is retained and then each change', async () => {
  const started = await startBroker()
  const { broker } = started
  await broker.seedRetained(
    [1, 2, 3].map((number) => ({ topic: `tickets/${idOf(number)}`, payload: `open ${number}` })),
  )
  const { lines } = await subscribe(started, '-t', 'tickets/#')
  expect((await lines(3)).toSorted()).toEqual([1, 2, 3].map((number) => `tickets/${idOf(number)} open ${number}`))
  for (let seq = 0; seq < 100; seq++) {
    void broker.publish({ topic: `tickets/${idOf(4)}`, payload: String(seq), retain: seq % 2 === 0 })
  }
  expect((await lines(103)).slice(3)).toEqual(Array.from({ length: 100 }, (_, seq) => `tickets/${idOf(4)} ${seq}`))
})

test('mosquitto_sub works with MQTT 3.1 and with a session it asks to be kept', async () => {
  const started = await startBroker()
  const old = await subscribe(started, '-t', 'system/head', '-V', 'mqttv31', '-i', 'old')
  const kept = await subscribe(started, '-t', 'system/head', '-c', '-i', 'kept')
  await untilSubscribed(started, 2)
  await started.broker.publish({ topic: 'system/head', payload: 'head' })
  expect(await old.lines(1)).toEqual(['system/head head'])
  expect(await kept.lines(1)).toEqual(['system/head head'])
})

test('mosquitto_sub is told why it is refused', async () => {
  const started = await startBroker()
  const run = promisify(execFile)
  const refused = run('mosquitto_sub', args(started, '-t', 'system/head', '-P', 'refused'))
  await expect(refused).rejects.toMatchObject({ code: 5, stderr: expect.stringContaining('not authorised') })
  const version5 = run('mosquitto_sub', args(started, '-t', 'system/head', '-P', 'ana', '-V', 'mqttv5'))
  await expect(version5).rejects.toMatchObject({ stderr: expect.stringMatching(/protocol/i) })
  const { stderr } = await run('mosquitto_sub', args(started, '-t', '#', '-P', 'ana'))
  expect(stderr).toContain('denied')
})

test('mosquitto_pub reaches nobody: it is cut at its PUBLISH', async () => {
  const started = await startBroker()
  const { lines } = await subscribe(started, '-t', 'system/head', '-i', 'listener')
  await untilSubscribed(started, 1)
  const child = spawn('mosquitto_pub', args(started, '-t', 'system/head', '-m', 'forged', '-q', '1', '-P', 'ana'))
  onTestFinished(() => void child.kill())
  while (started.broker.stats().violations === 0) await new Promise((resolve) => setImmediate(resolve))
  await started.broker.publish({ topic: 'system/head', payload: 'true' })
  expect(await lines(1)).toEqual(['system/head true'])
})
