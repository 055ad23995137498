import { expect } from 'vitest'
import { SyncBench } from '../../../desktop/sync/testing/SyncBench.ts'
import { type TestWindow } from '../../../desktop/sync/testing/TestWindow.ts'
import { type Database } from '../../db/Database.ts'
import { type ApiClient, testPassword } from '../../testing/ApiClient.ts'
import { MqttListener } from '../../testing/MqttListener.ts'
import { StrangerReplica } from '../../testing/StrangerReplica.ts'

export interface Servers {
  http: string
  mqtt: string
}

type Versions = Record<string, number>

/** The kinds whose rows are compared, with their tables. */
const tables = {
  ticket: 'tickets',
  site: 'sites',
  comment: 'comments',
  time_entry: 'time_entries',
  attachment: 'attachments',
  shipment: 'shipments',
  inventory: 'inventory',
} as const
const types = Object.keys(tables)

/** One person, and all the ways in which they are told of things. */
export class VisibilityWatcher {
  readonly client: ApiClient
  readonly #servers: Servers
  readonly #bench: SyncBench
  /** The product's own replica, in a process of its own all the time. */
  readonly #window: TestWindow
  /** Their role and the session it was looked up in. */
  #rights: readonly [string, string]
  #epoch = 0
  #listener: MqttListener
  /** A replica that listens to the feeds. */
  #live = new StrangerReplica()
  #applied = 0
  /** A replica that only ever asks /sync?since, now and then. */
  #lazy = new StrangerReplica()
  #lazyHead = 0

  private constructor(
    client: ApiClient,
    servers: Servers,
    parts: { bench: SyncBench; window: TestWindow; listener: MqttListener },
  ) {
    this.client = client
    this.#servers = servers
    this.#bench = parts.bench
    this.#window = parts.window
    this.#listener = parts.listener
    this.#rights = rightsOf(client)
  }

  static async open(client: ApiClient, servers: Servers): Promise<VisibilityWatcher> {
    const bench = await SyncBench.open(() => servers.http)
    // What a device has received raises versions at moments of its own, which no model of the commands could foresee.
    bench.proxy.lose = /^POST \/api\/v1\/receipts/
    const window = await bench.start()
    await window.untilPhase('signed_out')
    await window.caller.call('signIn', { email: client.session.user.email, password: testPassword })
    await window.untilPhase('live')
    const watcher = new VisibilityWatcher(client, servers, { bench, window, listener: await listen(client, servers) })
    await watcher.#begin()
    return watcher
  }

  get name(): string {
    return this.client.session.user.name
  }

  async close(): Promise<void> {
    await this.#listener.end()
    await this.#bench.close()
  }

  /** What a stranger does when their rights have changed: starts over, as the contract says. */
  async #begin(): Promise<void> {
    this.#live = new StrangerReplica()
    this.#lazy = new StrangerReplica()
    this.#applied = 0
    const { lines, head } = await this.client.sync()
    this.#live.applySync(lines, head)
    this.#lazy.applySync(lines, head)
    this.#lazyHead = head
  }

  async #startOver(): Promise<void> {
    const [role, session] = rightsOf(this.client)
    // Who has another role or another session by now is cut off; there and back between two looks may go unnoticed.
    if (role !== this.#rights[0] || session !== this.#rights[1]) await this.#listener.untilClosed()
    await this.#listener.end()
    if (session !== this.#rights[1]) {
      await this.#window.untilPhase('signed_out')
      await this.#window.caller.call('signIn', { email: this.client.session.user.email, password: testPassword })
    }
    this.#listener = await listen(this.client, this.#servers)
    this.#rights = rightsOf(this.client)
    await this.#begin()
  }

  /** Whoever is deactivated is told nothing by anyone, and is cut off wherever they listened. */
  async checkNothing(): Promise<void> {
    expect((await this.client.get('/sync')).status, `HTTP, ${this.name}`).toBe(401)
    expect((await this.client.get('/tickets')).status, `HTTP, ${this.name}`).toBe(401)
    await expect(listen(this.client, this.#servers), `MQTT, ${this.name}`).rejects.toThrow()
    await this.#listener.untilClosed()
    await this.#window.untilPhase('signed_out')
  }

  /** @param epoch another one where their rights have changed since the last time */
  async check(expected: Versions, head: number, database: Database, epoch: number): Promise<void> {
    if (epoch !== this.#epoch) await this.#startOver()
    this.#epoch = epoch
    expect(await this.#inSql(database), `SQL, ${this.name}`).toEqual(expected)

    const whole = new StrangerReplica()
    const answer = await this.client.sync()
    whole.applySync(answer.lines, answer.head)
    expect(whole.rows(types), `/sync, ${this.name}`).toEqual(expected)

    await this.#listener.untilHead(head)
    const { received } = this.#listener
    const feeds = received.slice(this.#applied).filter(({ topic }) => topic.startsWith('feed/'))
    this.#applied = received.length
    for (const { text } of feeds) this.#live.applyFeed(JSON.parse(text))
    expect(this.#live.rows(types), `feeds, ${this.name}`).toEqual(expected)

    const since = await this.client.sync(this.#lazyHead)
    this.#lazy.applySync(since.lines, since.head)
    this.#lazyHead = since.head
    expect(this.#lazy.rows(types), `/sync?since, ${this.name}`).toEqual(expected)

    await this.#checkWindow(expected)
  }

  async #inSql(database: Database): Promise<Versions> {
    const { id, name, role, technicianId } = this.client.session.user
    const principal = { userId: id, name, role, ...(technicianId ? { technicianId } : {}) }
    const rows = await database.read(principal, (db) =>
      db.query<{ key: string; version: number }>(
        Object.entries(tables)
          .map(([type, table]) => `select '${type} ' || id as key, version from ${table}`)
          .join(' union all '),
      ),
    )
    return Object.fromEntries(rows.map(({ key, version }) => [key, version]))
  }

  /** The long-running replica comes to agree by itself, also after a change of role. */
  async #checkWindow(expected: Versions): Promise<void> {
    const agrees = () => {
      const rows = this.#rowsOfWindow()
      const keys = Object.keys(rows)
      return keys.length === Object.keys(expected).length && keys.every((key) => rows[key] === expected[key])
    }
    const isOut = () => this.#window.status.phase === 'signed_out'
    // A wait between two tries may be as long as 30 s; a person would not wait for it either.
    await this.#window.caller.call('wake', { reason: 'asked' })
    await this.#window.until('the replica agrees, or was signed out', () => agrees() || isOut(), 40_000).catch(() => {})
    if (!agrees() && isOut()) {
      // Its session ended with the deactivation; it learns of that only when it next speaks to the server.
      await this.#window.caller.call('signIn', { email: this.client.session.user.email, password: testPassword })
      await this.#window.until('the replica agrees', agrees, 40_000).catch(() => {})
    }
    expect(this.#rowsOfWindow(), `replica, ${this.name}`).toEqual(expected)
  }

  #rowsOfWindow(): Versions {
    const rows = [...this.#window.rows.values()].filter(({ type }) => types.includes(type))
    return Object.fromEntries(rows.map(({ type, id, data }) => [`${type} ${id}`, data.version]))
  }

  /** Whoever newly subscribes to every ticket by name gets the retained ones they may see, and no other. */
  async checkSubscriber(ticketIds: readonly string[], wanted: Versions, head: number): Promise<void> {
    const listener = await MqttListener.connect(this.#servers.mqtt, this.client.session.accessToken)
    await listener.client.subscribeAsync(
      ticketIds.map((id) => `tickets/${id}`),
      { qos: 1 },
    )
    await listener.client.subscribeAsync('system/head', { qos: 1 })
    await listener.untilHead(head)
    const got = listener.envelopes('tickets/').map(({ id, version }) => [id, version] as const)
    expect(Object.fromEntries(got), `retained, ${this.name}`).toEqual(wanted)
    await listener.end()
  }
}

function rightsOf({ session: { user, refreshToken } }: ApiClient): readonly [string, string] {
  return [user.role, refreshToken.split('.')[0] ?? '']
}

function listen({ session }: ApiClient, { mqtt }: Servers): Promise<MqttListener> {
  const { technicianId } = session.user
  const feeds = technicianId ? ['feed/pool', `feed/tech/${technicianId}`] : ['feed/staff']
  return MqttListener.connect(mqtt, session.accessToken, ['system/head', ...feeds])
}
