import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import mqtt from 'mqtt'
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished, test } from 'vitest'
import { type ImportRun } from './contract/imports.ts'
import { type Site } from './contract/site.ts'
import { type Technician } from './contract/technician.ts'
import { testDatabase, type TestDatabase } from './db/testing/testDatabase.ts'
import { type Health } from './http/HttpContext.ts'
import { fixtureFile } from './import/testing/fixture.ts'
import { ApiClient, expectStatus, testPassword } from './testing/ApiClient.ts'
import { MqttListener } from './testing/MqttListener.ts'
import { runToEnd } from './testing/runToEnd.ts'
import { startRedis, type TestRedis } from './testing/startRedis.ts'
import { startServer, type TestServer } from './testing/startServer.ts'
import { StrangerReplica } from './testing/StrangerReplica.ts'

/** Debian's redis-server; without it the tests are skipped, but never in CI. */
const missing = inject('redisMissing')

beforeEach(({ skip }) => {
  if (missing !== undefined && process.env.CI === 'true') throw new Error(missing)
  skip(missing !== undefined, missing)
})

let redis: TestRedis
let database: TestDatabase
let dataDir: string
let a: TestServer
let b: TestServer
let site: Site
/** One dispatcher, signed in once, who talks to either node. */
let dora: { atA: ApiClient; atB: ApiClient }

const nodeEnv = () => ({ DATABASE_URL: database.url, REDIS_URL: redis.url })
const startNode = () => startServer(nodeEnv(), dataDir)

beforeAll(async () => {
  if (missing !== undefined) return
  redis = await startRedis()
  database = await testDatabase()
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'signalbox-nodes-'))
  ;[a, b] = await Promise.all([startNode(), startNode()])
  const atA = await a.admin.newUser('dispatcher', 'Dora')
  dora = { atA, atB: at(b, atA) }
  site = await a.admin.newSite()
})
afterAll(async () => {
  await Promise.all([a?.[Symbol.asyncDispose](), b?.[Symbol.asyncDispose]()])
  await redis?.kill()
  await database?.[Symbol.asyncDispose]()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
})

/** The same session at another node. */
function at(node: TestServer, client: ApiClient): ApiClient {
  return ApiClient.resume(node.http, client.session)
}

async function listen(node: TestServer, client: ApiClient, topics: string[]): Promise<MqttListener> {
  const listener = await MqttListener.connect(node.mqtt, client.session.accessToken, topics)
  onTestFinished(() => listener.end())
  return listener
}

async function health(node: TestServer): Promise<Health & { httpStatus: number }> {
  const answer = await fetch(`${node.http}/health/ready`)
  return { httpStatus: answer.status, ...((await answer.json()) as Health) }
}

async function untilHealth(node: TestServer, cluster: object): Promise<void> {
  const read = async () => (await health(node)).cluster
  await expect.poll(read, { timeout: 20_000, interval: 50 }).toMatchObject(cluster)
}

/** What came down the staff's feed with numbers in (from, to], in the order in which it came. */
const seqsOf = (listener: MqttListener, from: number, to: number) =>
  listener
    .feed('feed/staff')
    .flatMap(({ changes }) => changes.map(({ seq }) => seq))
    .filter((seq) => seq > from && seq <= to)

/** What the log holds for it; the lists of assignments have a topic of their own. */
async function numbered(from: number, to: number): Promise<number[]> {
  const rows = await database.superuser<{ seq: string }>(
    `select seq from changes where seq > $1 and seq <= $2 and type <> 'assignments' order by seq`,
    [from, to],
  )
  return rows.map(({ seq }) => Number(seq))
}

test('two nodes that begin at once on an empty database make one admin, know of each other, and one of them leads', async () => {
  const users = await database.superuser<{ count: number }>(
    `select count(*)::int as count from users where role = 'admin'`,
  )
  expect(users).toEqual([{ count: 1 }])
  await untilHealth(a, { redis: true, nodes: 2 })
  await untilHealth(b, { redis: true, nodes: 2 })
  const leading = async () => [await health(a), await health(b)].filter(({ cluster }) => cluster?.leads).length
  await expect.poll(leading).toBe(1)
  const metrics = await (await fetch(`${b.http}/metrics`)).text()
  expect(metrics).toContain('signalbox_cluster_nodes 2')
})

test('what is committed through either comes to the clients of both, each once and in the one order', async () => {
  const topics = ['feed/staff', 'system/head', 'tickets/+']
  const listeners = await Promise.all([listen(a, dora.atA, topics), listen(b, dora.atB, topics)])
  const before = await dora.atA.sync()
  for (const each of listeners) await each.untilHead(before.head)
  await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const [one, other] = index % 2 === 0 ? [dora.atA, dora.atB] : [dora.atB, dora.atA]
      const ticket = await one.newTicket(site.id)
      await other.command(ticket.id, 'open')
    }),
  )
  const { head } = await dora.atB.sync()
  for (const each of listeners) await each.untilHead(head)
  const wanted = await numbered(before.head, head)
  expect(wanted.length).toBeGreaterThanOrEqual(120)
  for (const each of listeners) expect(seqsOf(each, before.head, head)).toEqual(wanted)
  const isNew = ({ seq }: { seq: number }) => seq > before.head && seq <= head
  const onTopics = listeners.map((each) => each.envelopes('tickets/').filter(isNew))
  expect(onTopics[0]).toEqual(onTopics[1])
})

test('whoever listens at one node and asks the other for what was before misses nothing in between', async () => {
  for (let round = 0; round < 10; round++) {
    const listener = await listen(a, dora.atA, ['feed/staff'])
    const made = await Promise.all(Array.from({ length: 5 }, () => dora.atA.newTicket(site.id)))
    const ids = () => new Set(listener.feed('feed/staff').flatMap(({ changes }) => changes.map(({ id }) => id)))
    await listener.until(() => made.every(({ id }) => ids().has(id)))
    const { lines } = await dora.atB.sync()
    const held = new Set(lines.map(({ id }) => id))
    expect(made.filter(({ id }) => !held.has(id))).toEqual([])
    await listener.end()
  }
})

test('deactivated, signed out or of another role by way of one node, one is cut at the other', async () => {
  const [gone, out, moved] = await Promise.all(
    ['Gone', 'Out', 'Moved'].map((name) => a.admin.newUser('dispatcher', name)),
  )
  if (!gone || !out || !moved) throw new Error('three were made')
  const [first, second, third, stays] = await Promise.all([
    ...[gone, out, moved].map((each) => listen(b, each, ['system/head'])),
    listen(b, dora.atB, ['system/head']),
  ])
  const began = performance.now()
  await expectStatus(200, a.admin.patch(`/users/${gone.userId}`, { active: false }))
  await expectStatus(204, out.call('DELETE', '/session'))
  await expectStatus(200, a.admin.patch(`/users/${moved.userId}`, { role: 'technician' }))
  await Promise.all([first?.untilClosed(), second?.untilClosed(), third?.untilClosed()])
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(stays?.closed).toBe(false)
})

test('a client that comes to another node under its id gives up its place at the first; others stay', async () => {
  const connect = (node: TestServer, clientId: string) =>
    mqtt.connectAsync(node.mqtt, {
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      clientId,
      username: 'x',
      password: dora.atA.session.accessToken,
    })
  const other = await connect(a, 'other')
  const older = await connect(a, 'console')
  const closed = new Promise<void>((resolve) => older.once('close', () => resolve()))
  const newer = await connect(b, 'console')
  await closed
  expect([other.connected, newer.connected]).toEqual([true, true])
  await Promise.all([other.endAsync(true), newer.endAsync(true)])
})

test('who is at a ticket is seen at both', async () => {
  const ticket = await dora.atA.newTicket(site.id)
  const watchers = await Promise.all([a, b].map((node) => listen(node, dora.atA, [`tickets/${ticket.id}/presence`])))
  const lastIs = (word: string) =>
    Promise.all(watchers.map((each) => each.until((received) => received.at(-1)?.text.includes(word))))
  await dora.atB.sync()
  await expectStatus(
    204,
    dora.atB.call('PUT', '/presence', { clientId: 'one', tickets: [{ id: ticket.id, mode: 'editing' }] }),
  )
  await lastIs('"editing"')
  await dora.atA.call('PUT', '/presence', { clientId: 'one', tickets: [] })
  await Promise.all(watchers.map((each) => each.until((received) => received.at(-1)?.text === '')))
})

test('a technician at either node is told what is theirs, and counts as online', { timeout: 60_000 }, async () => {
  const nodes = [a, b]
  const crew = await Promise.all(nodes.map((_, index) => a.admin.newUser('technician', `Tim ${index}`)))
  const heard = await Promise.all(
    crew.map((tim, index) =>
      listen(nodes[index] ?? a, tim, [`notifications/${tim.userId}`, `feed/tech/${tim.technicianId}`]),
    ),
  )
  for (const [index, tim] of crew.entries()) {
    await expectStatus(200, dora.atA.post(`/technicians/${tim.technicianId}/duty`, { duty: 'on_shift' }))
    const ticket = await dora.atB.newTicket(site.id)
    await dora.atB.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    await heard[index]?.until((received) => received.some(({ topic }) => topic.startsWith('notifications/')))
    await heard[index]?.until((received) =>
      received.some(({ text }) => text.includes('"assigned"') && text.includes(ticket.id)),
    )
  }
  for (const tim of crew) {
    const read = async () => (await dora.atA.get<Technician>(`/technicians/${tim.technicianId}`)).body.reach
    await expect.poll(read, { timeout: 30_000, interval: 200 }).toBe('online')
  }
})

test('wrong passwords count together, and an import started at one node is read at the other', async () => {
  const victim = await a.admin.newUser('dispatcher', 'Victim')
  const signIn = async ({ http }: TestServer, password: string) => {
    const { email } = (await b.admin.get<{ email: string }>(`/users/${victim.userId}`)).body
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${http}/api/v1/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ email, password }),
    })
    return answer.status
  }
  for (const node of [a, b, a, b, a]) expect(await signIn(node, 'not the password')).toBe(401)
  expect(await signIn(b, testPassword)).toBe(429)

  const { readFile } = await import('node:fs/promises')
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(await readFile(fixtureFile))]), 'requests.csv')
  const headers = { authorization: `Bearer ${a.admin.session.accessToken}` }
  const begun = await fetch(`${a.http}/api/v1/imports?format=nyc-311`, { method: 'POST', headers, body: form })
  const { id } = (await begun.json()) as ImportRun
  const read = async () => (await b.admin.get<ImportRun>(`/imports/${id}`)).body
  await expect.poll(read, { timeout: 20_000, interval: 50 }).toMatchObject({ id, state: 'done', summary: { read: 20 } })
  expect((await b.admin.get(`/imports/${site.id}`)).status).toBe(404)
})

test('without Redis both go on and say so; it comes back by itself', { timeout: 60_000 }, async () => {
  const topics = ['feed/staff', 'system/head']
  const listeners = await Promise.all([listen(a, dora.atA, topics), listen(b, dora.atB, topics)])
  const before = await dora.atA.sync()
  for (const each of listeners) await each.untilHead(before.head)
  await redis.kill()
  await Promise.all([a, b].map((node) => untilHealth(node, { redis: false })))
  expect((await health(a)).httpStatus).toBe(200)
  const tim = await b.admin.newUser('technician', 'Tom')
  const meanwhile = await Promise.all([a, b].map((node) => listen(node, tim, [`notifications/${tim.userId}`])))
  await dora.atB.newTicket(site.id)
  const ticket = await dora.atA.newTicket(site.id)
  await dora.atA.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await Promise.all(
    meanwhile.map((each) => each.until((received) => received.some(({ text }) => text.includes(ticket.id)))),
  )

  await redis.start()
  await Promise.all([a, b].map((node) => untilHealth(node, { redis: true, nodes: 2 })))
  await dora.atB.newTicket(site.id)
  const { head } = await dora.atB.sync()
  for (const each of listeners) {
    await each.untilHead(head)
    expect(seqsOf(each, before.head, head)).toEqual(await numbered(before.head, head))
  }
})

test(
  'a node killed in the middle of writes: its clients go to the other, and hold what it shows',
  { timeout: 60_000 },
  async () => {
    const [dying, living] = (await health(a)).cluster?.leads ? [a, b] : [b, a]
    const topics = ['feed/staff', 'system/head']
    const replica = new StrangerReplica()
    const first = await listen(dying, dora.atA, topics)
    const start = await at(dying, dora.atA).sync()
    replica.applySync(start.lines, start.head)
    await first.untilHead(start.head)

    const writers = [at(dying, dora.atA), at(living, dora.atA)]
    let acknowledged = 0
    const outcomes = await Promise.allSettled(
      Array.from({ length: 120 }, async (_, index) => {
        await writers[index % 2]?.newTicket(site.id, { title: `Write ${index}` })
        if (++acknowledged === 30) dying.process.kill('SIGKILL')
      }),
    )
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
    await first.untilClosed()
    for (const message of first.feed('feed/staff')) replica.applyFeed(message)
    const heads = first.received.filter(({ topic }) => topic === 'system/head')
    const { seq: since } = JSON.parse(heads.at(-1)?.text ?? '') as { seq: number }

    const client = at(living, dora.atA)
    const second = await listen(living, client, topics)
    const missed = await client.sync(since)
    replica.applySync(missed.lines, missed.head)
    const after = await client.newTicket(site.id, { title: 'After' })
    await second.until((received) => received.some(({ text }) => text.includes(after.id)))
    const all = await client.sync()
    await second.untilHead(all.head)
    const live = second.feed('feed/staff').flatMap(({ changes }) => changes)
    for (const change of live.filter(({ seq }) => seq <= all.head)) replica.applyEnvelope(change)
    const shown = new StrangerReplica()
    shown.applySync(all.lines, all.head)
    const types = ['ticket', 'site', 'technician', 'user']
    expect(replica.rows(types)).toEqual(shown.rows(types))
    const written = all.lines.filter(({ data }) => String(data?.['title']).startsWith('Write'))
    expect(written.length).toBeGreaterThanOrEqual(acknowledged)
    await untilHealth(living, { leads: true, nodes: 1 })

    // Back with what the other has, on the data dir that the dead one used.
    await using again = await startNode()
    await untilHealth(living, { nodes: 2, leads: true })
    expect((await at(again, dora.atA).sync()).head).toBeGreaterThanOrEqual(all.head)
  },
)

test(
  'a node that does not belong to the others, or finds no Redis, says so in one sentence and ends',
  { timeout: 90_000 },
  async () => {
    const alone = await mkdtemp(path.join(os.tmpdir(), 'signalbox-alone-'))
    onTestFinished(() => rm(alone, { recursive: true, force: true }))
    const free = { SIGNALBOX_HTTP_PORT: '0', SIGNALBOX_MQTT_PORT: '0' }
    const node = (env: Record<string, string>) => runToEnd({ ...free, ...nodeEnv(), SIGNALBOX_DATA_DIR: alone, ...env })
    // One after the other: those two would hear each other too.
    const newcomers = [
      await node({}),
      await node({ SIGNALBOX_DATA_DIR: dataDir, SIGNALBOX_JWT_SECRET: 'x'.repeat(40) }),
    ]
    const others = await Promise.all([
      node({ REDIS_URL: 'redis://:secret@127.0.0.1:1' }),
      runToEnd({ ...free, SIGNALBOX_DATA_DIR: alone, REDIS_URL: redis.url }),
      runToEnd({ ...free, SIGNALBOX_DATA_DIR: dataDir }),
    ])
    const ends = [...newcomers, ...others]
    expect(ends.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1])
    const [otherDir, otherSecret, noRedis, embedded, sameDir] = ends.map(({ stderr }) => stderr.trim())
    expect(otherDir).toBe(
      `SIGNALBOX_DATA_DIR="${alone}" is not the folder that the other nodes use: all of them need one shared folder, because attachments are kept in it.`,
    )
    expect(otherSecret).toMatch(/^SIGNALBOX_JWT_SECRET is another one than on the other nodes: .*\.$/)
    expect(noRedis).toMatch(
      /^Redis at 127\.0\.0\.1:1 \(REDIS_URL\) cannot be used: connect ECONNREFUSED 127\.0\.0\.1:1$/,
    )
    expect(embedded).toMatch(/^REDIS_URL: several nodes share one PostgreSQL, .*: set DATABASE_URL\.$/)
    expect(sameDir).toMatch(/^Another Signalbox is running on /)
  },
)
