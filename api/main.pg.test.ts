import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPostgresRecord } from './db/EmbeddedPostgres.ts'
import { testDatabase } from './db/testing/testDatabase.ts'
import { ApiClient } from './testing/ApiClient.ts'
import { MqttListener } from './testing/MqttListener.ts'
import { runToEnd as runServerToEnd } from './testing/runToEnd.ts'
import { adminSignIn, startServer } from './testing/startServer.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'signalbox-main-'))
  await chmod(dataDir, 0o755)
})
afterAll(async () => {
  const record = await readPostgresRecord(dataDir)
  if (record && !record.cluster.startsWith(dataDir))
    await rm(path.dirname(record.cluster), { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
})

const runToEnd = (env: Record<string, string>) => runServerToEnd({ SIGNALBOX_DATA_DIR: dataDir, ...env })

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The process id of the embedded PostgreSQL. */
async function postmaster(): Promise<number> {
  const record = await readPostgresRecord(dataDir)
  const text = await readFile(path.join(record?.cluster ?? '', 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

/** There is no event for the end of a process that is not our child; the test's timeout is the limit. */
async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('what a person has to put right is said in one sentence each, with a non-zero exit', () => {
  test.each<{ env: Record<string, string>; sentences: RegExp[] }>([
    {
      env: { SIGNALBOX_HTTP_PORT: 'x', SIGNALBOX_MQTT_PORT: 'y' },
      sentences: [/^SIGNALBOX_HTTP_PORT="x"/, /^SIGNALBOX_MQTT_PORT="y"/],
    },
    {
      env: { DATABASE_URL: 'postgres://x:secret@127.0.0.1:1/y' },
      sentences: [/^PostgreSQL at 127\.0\.0\.1:1 \(DATABASE_URL\) cannot be reached/],
    },
    {
      env: { SIGNALBOX_DATA_DIR: '/proc/signalbox' },
      sentences: [/^SIGNALBOX_DATA_DIR="\/proc\/signalbox" cannot be written/],
    },
    {
      env: { SIGNALBOX_DATA_DIR: '/etc/passwd/x' },
      sentences: [/^SIGNALBOX_DATA_DIR="\/etc\/passwd\/x" cannot be written/],
    },
  ])('$env', async ({ env, sentences }) => {
    const { code, stdout, stderr } = await runToEnd(env)
    const lines = stderr.trim().split('\n')
    expect(lines).toHaveLength(sentences.length)
    for (const [index, sentence] of sentences.entries()) expect(lines[index]).toMatch(sentence)
    expect(stderr).not.toContain('secret')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })

  test('a taken port names the variable, and nothing is left running', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as net.AddressInfo
    await using database = await testDatabase()
    for (const variable of ['SIGNALBOX_HTTP_PORT', 'SIGNALBOX_MQTT_PORT']) {
      const free = { SIGNALBOX_HTTP_PORT: '0', SIGNALBOX_MQTT_PORT: '0' }
      const { code, stderr } = await runToEnd({ DATABASE_URL: database.url, ...free, [variable]: String(port) })
      expect(stderr).toContain(`Port ${port} is taken by another program: set ${variable}`)
      expect(code).toBe(1)
    }
    taken.close()
  })

  test('a second server on the same data dir, and on the same database', { timeout: 60_000 }, async () => {
    await using database = await testDatabase()
    await using first = await startServer({ DATABASE_URL: database.url })
    const free = { SIGNALBOX_HTTP_PORT: '0', SIGNALBOX_MQTT_PORT: '0', DATABASE_URL: database.url }
    const sameDir = await runToEnd({ ...free, SIGNALBOX_DATA_DIR: first.dataDir })
    expect(sameDir.stderr).toContain(`Another Signalbox is running on ${first.dataDir} (process ${first.pid})`)
    const sameDatabase = await runToEnd(free)
    expect(sameDatabase.stderr).toContain('Another Signalbox server is using this database')
  })
})

describe('the embedded PostgreSQL', () => {
  test('SIGTERM drains and ends with 0 within 10 s, and PostgreSQL with it', { timeout: 30_000 }, async () => {
    const server = await startServer({}, dataDir)
    const pid = await postmaster()
    const began = performance.now()
    expect(await server.stop()).toBe(0)
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(isRunning(pid)).toBe(false)
  })

  test(
    'told to end through npm it does the same; where npm is killed it ends too, and the next start waits for it',
    { timeout: 60_000 },
    async () => {
      const viaNpm = { command: 'npm', args: ['run', 'serve'] }
      const first = await startServer({ HOME: os.homedir() }, dataDir, viaNpm)
      expect(first.process.pid).not.toBe(first.pid)
      expect(await first.stop()).toBe(0)
      expect(isRunning(first.pid)).toBe(false)
      const second = await startServer({ HOME: os.homedir() }, dataDir, viaNpm)
      await second.kill()
      await using third = await startServer({}, dataDir)
      expect(third.pid).not.toBe(second.pid)
    },
  )

  test('a server killed with SIGKILL leaves no PostgreSQL behind', { timeout: 30_000 }, async () => {
    const server = await startServer({}, dataDir)
    const pid = await postmaster()
    await server.kill()
    await untilGone(pid)
  })

  test(
    'a PostgreSQL that was left running all the same does not hinder the next start',
    { timeout: 60_000 },
    async () => {
      const server = await startServer({}, dataDir)
      const site = await server.admin.newSite('Survivor')
      const pid = await postmaster()
      const watchdog = Number((await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[1])
      process.kill(watchdog, 'SIGKILL')
      await server.kill()
      expect(isRunning(pid)).toBe(true)
      await using next = await startServer({}, dataDir)
      await untilGone(pid)
      expect((await next.admin.get(`/sites/${site.id}`)).status).toBe(200)
    },
  )

  test('what is secret is readable by its owner only', { timeout: 30_000 }, async () => {
    await using server = await startServer({}, dataDir)
    expect(server.pid).toBeGreaterThan(1)
    const { stat } = await import('node:fs/promises')
    for (const file of ['postgres.json', 'jwt-secret', 'lock.json']) {
      expect((await stat(path.join(dataDir, file))).mode & 0o077, file).toBe(0)
    }
  })

  test(
    'a pid file of PostgreSQL whose number is another process’ now ends nobody; another version and a lost password are said',
    { timeout: 120_000 },
    async () => {
      const record = await readPostgresRecord(dataDir)
      const cluster = record?.cluster ?? ''
      const recordFile = path.join(dataDir, 'postgres.json')
      const free = { SIGNALBOX_HTTP_PORT: '0', SIGNALBOX_MQTT_PORT: '0' }
      const [kept, made] = await Promise.all([readFile(recordFile), readFile(path.join(cluster, 'PG_VERSION'), 'utf8')])

      await writeFile(path.join(cluster, 'PG_VERSION'), '9\n')
      const other = await runToEnd(free)
      await writeFile(path.join(cluster, 'PG_VERSION'), made)
      expect(other.stderr).toMatch(
        /^The PostgreSQL in .* is of version 9, and this Signalbox brings version \d+: .*\.\n$/,
      )

      await writeFile(recordFile, '{}')
      const lost = await runToEnd(free)
      await writeFile(recordFile, kept)
      expect(lost.stderr).toMatch(
        /^The PostgreSQL in .* does not know the password in postgres\.json beside it: .*\.\n$/,
      )
      expect([other.code, lost.code]).toEqual([1, 1])

      await writeFile(path.join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n`)
      await using server = await startServer({}, dataDir)
      expect((await server.admin.get('/sites')).status).toBe(200)
    },
  )

  test('a lock left by a process whose number is used again is passed over', { timeout: 30_000 }, async () => {
    await writeFile(
      path.join(dataDir, 'lock.json'),
      JSON.stringify({ pid: process.pid, began: 'long ago', what: 'server' }),
    )
    await using server = await startServer({}, dataDir)
    expect((await server.admin.get('/sites')).status).toBe(200)
  })
})

describe('invariant 1: what was acknowledged is in PostgreSQL and reaches every screen, whatever crashes in between', () => {
  test(
    'SIGKILL in the middle of 500 writes: after the restart every acknowledged one is there, no refused one is',
    { timeout: 120_000 },
    async () => {
      const server = await startServer({}, dataDir)
      const site = await server.admin.newSite('Busy')
      const acknowledged = new Set<string>()
      const refused = new Set<string>()
      const outcomes = Array.from({ length: 500 }, async (_, index) => {
        const title = `Write ${index}`
        // Every tenth one must be refused: there is no such priority.
        const priority = index % 10 === 9 ? 'P9' : 'P3'
        const answer = await server.admin.post<{ id: string }>('/tickets', {
          title,
          siteId: site.id,
          type: 'x',
          priority,
        })
        if (answer.status === 201) acknowledged.add(title)
        else refused.add(title)
        if (acknowledged.size === 150) server.process.kill('SIGKILL')
      })
      const settled = await Promise.allSettled(outcomes)
      expect(settled.some((each) => each.status === 'rejected')).toBe(true)

      await using next = await startServer({}, dataDir)
      const { lines, head } = await (await ApiClient.signIn(next.http, adminSignIn)).sync()
      const titles = new Set(lines.filter((line) => line.type === 'ticket').map((line) => String(line.data?.['title'])))
      for (const title of acknowledged) expect(titles).toContain(title)
      for (const title of refused) expect(titles).not.toContain(title)

      // The retained state was seeded again before anybody was let in.
      const listener = await MqttListener.connect(next.mqtt, next.admin.session.accessToken, ['tickets/+'])
      await listener.client.subscribeAsync('system/head', { qos: 1 })
      await listener.untilHead(head)
      const retained = new Set(listener.envelopes('tickets/').map((each) => (each.data as { title: string }).title))
      for (const title of acknowledged) expect(retained).toContain(title)
      await listener.end()
    },
  )
})
