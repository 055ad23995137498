import { beforeAll, expect, test } from 'vitest'
import { type Site } from '../contract/site.ts'
import { type Ticket } from '../contract/ticket.ts'
import { Database } from '../db/Database.ts'
import { quietLog } from '../db/testing/testDatabase.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { MqttListener } from '../testing/MqttListener.ts'
import { StrangerReplica } from '../testing/StrangerReplica.ts'
import { withServer } from '../testing/withServer.ts'

/**
 * Who may see what, four times over: what PostgreSQL lets a person see, what HTTP answers, what a new MQTT subscriber gets,
 * and what a replica holds that has listened all the time. The expectation is written down here in plain TypeScript from
 * product.md and imports nothing that decides.
 */
const own = withServer()
const steps = 1_500
const checkEvery = 150

/** The contract, A technician's sight. */
function technicianSees(ticket: Ticket, technicianId: string): boolean {
  const ended = ['completed', 'closed', 'cancelled'].includes(ticket.status)
  const active = ticket.assignments.filter(
    (each) => !['done', 'declined', 'released', 'cancelled'].includes(each.state),
  )
  if (!ended) return active.length === 0 || active.some((each) => each.technicianId === technicianId)
  return ticket.assignments.some(
    (each) => each.technicianId === technicianId && ['done', 'cancelled'].includes(each.state),
  )
}

/** A small generator of our own, so that a seed gives the same run again (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Watcher {
  client: ApiClient
  listener: MqttListener
  live: StrangerReplica
  applied: number
  /** A replica that only ever asks /sync?since, now and then. */
  lazy: StrangerReplica
  lazyHead: number
}

let admin: ApiClient
let dispatcher: ApiClient
let watchers: Watcher[]
let technicians: ApiClient[]
let sites: Site[]

beforeAll(async () => {
  admin = own.server.admin
  dispatcher = await admin.newUser('dispatcher', 'Dora')
  technicians = await Promise.all(['Tim', 'Ana', 'Bo'].map((name) => admin.newUser('technician', name)))
  sites = await Promise.all(['North', 'South', 'West', 'East'].map((name) => admin.newSite(name)))
  watchers = await Promise.all([dispatcher, ...technicians].map(watch))
})

async function watch(client: ApiClient): Promise<Watcher> {
  const { technicianId } = client.session.user
  const feeds = technicianId ? ['feed/pool', `feed/tech/${technicianId}`] : ['feed/staff']
  const listener = await MqttListener.connect(own.server.mqtt, client.session.accessToken, ['system/head', ...feeds])
  const live = new StrangerReplica()
  const lazy = new StrangerReplica()
  const { lines, head } = await client.sync()
  live.applySync(lines, head)
  lazy.applySync(lines, head)
  return { client, listener, live, applied: 0, lazy, lazyHead: head }
}

const types = ['ticket', 'site', 'comment', 'time_entry', 'attachment', 'shipment', 'inventory']

interface Hanging {
  id: string
  version: number
}

interface Item {
  id: string
  version: number
  siteId?: string
  technicianId?: string
}

class Model {
  readonly tickets = new Map<string, Ticket>()
  readonly deleted = new Set<string>()
  /** What hangs on a ticket as staff see it, by ticket and kind; read again before each check. */
  readonly hanging = new Map<string, Record<string, Hanging[]>>()
  readonly shipments = new Map<string, { id: string; version: number; ticketId?: string }>()
  readonly inventory = new Map<string, Item>()
  readonly next: () => number

  constructor(next: () => number) {
    this.next = next
  }

  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.next() * values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  visibleTo(client: ApiClient): Ticket[] {
    const { technicianId } = client.session.user
    const there = [...this.tickets.values()].filter((ticket) => !this.deleted.has(ticket.id))
    return technicianId ? there.filter((ticket) => technicianSees(ticket, technicianId)) : there
  }

  /** What staff are told of everything that hangs on a ticket: ids and versions, not who may see them. */
  async readHanging(): Promise<void> {
    this.hanging.clear()
    for (const id of this.tickets.keys()) {
      if (this.deleted.has(id)) continue
      const kinds: Record<string, Hanging[]> = {}
      for (const [type, path] of [
        ['comment', 'comments'],
        ['time_entry', 'time-entries'],
        ['attachment', 'attachments'],
      ] as const) {
        kinds[type] = (await dispatcher.get<{ items: Hanging[] }>(`/tickets/${id}/${path}?limit=200`)).body.items
      }
      this.hanging.set(id, kinds)
    }
  }

  /** Every row and its version that one may see. */
  expected(client: ApiClient): Record<string, number> {
    const visible = this.visibleTo(client)
    const visibleIds = new Set(visible.map((ticket) => ticket.id))
    const { technicianId } = client.session.user
    const siteIds = technicianId
      ? new Set(visible.map((ticket) => ticket.siteId))
      : new Set(sites.map((site) => site.id))
    const seesItem = (item: Item) =>
      !technicianId || item.technicianId === technicianId || (item.siteId !== undefined && siteIds.has(item.siteId))
    const rows = [
      ...visible.map((ticket) => [`ticket ${ticket.id}`, ticket.version] as const),
      ...visible.flatMap((ticket) =>
        Object.entries(this.hanging.get(ticket.id) ?? {}).flatMap(([type, each]) =>
          each.map((row) => [`${type} ${row.id}`, row.version] as const),
        ),
      ),
      ...sites.filter((site) => siteIds.has(site.id)).map((site) => [`site ${site.id}`, site.version] as const),
      ...[...this.shipments.values()]
        .filter((each) => !technicianId || (each.ticketId !== undefined && visibleIds.has(each.ticketId)))
        .map((each) => [`shipment ${each.id}`, each.version] as const),
      ...[...this.inventory.values()].filter(seesItem).map((each) => [`inventory ${each.id}`, each.version] as const),
    ]
    return Object.fromEntries(rows.toSorted(([a], [b]) => a.localeCompare(b)))
  }

  /** One random thing that somebody does; refused ones are part of it. */
  async step(): Promise<void> {
    const ids = [...this.tickets.keys()]
    if (ids.length < 4 || (ids.length < 40 && this.next() < 0.12)) {
      const ticket = await dispatcher.newTicket(this.pick(sites).id)
      this.tickets.set(ticket.id, ticket)
      return
    }
    const id = this.pick(ids)
    const technician = this.pick(technicians)
    if (this.next() < 0.3) return this.stepBeside(id, technician)
    const roll = this.next()
    if (roll < 0.22) return this.post(dispatcher, `/tickets/${id}/assign`, { technicianId: technician.technicianId })
    if (roll < 0.32)
      return this.post(
        dispatcher,
        `/tickets/${id}/release`,
        this.next() < 0.5 ? {} : { technicianId: technician.technicianId },
      )
    if (roll < 0.44) return this.post(technician, `/tickets/${id}/claim`)
    if (roll < 0.68) return this.moveAssignment(id)
    if (roll < 0.72) return this.post(dispatcher, `/tickets/${id}/complete`, { disposition: 'completed' })
    if (roll < 0.75) return this.post(dispatcher, `/tickets/${id}/close`)
    if (roll < 0.8) return this.post(dispatcher, `/tickets/${id}/reopen`)
    if (roll < 0.82) return this.post(dispatcher, `/tickets/${id}/cancel`, { reason: 'not needed' })
    if (roll < 0.85) return this.post(dispatcher, `/tickets/${id}/hold`, { reason: 'parts' })
    if (roll < 0.88) return this.post(dispatcher, `/tickets/${id}/resume`)
    if (roll < 0.92) return this.patch(id, { siteId: this.pick(sites).id })
    if (roll < 0.94) return this.patch(id, { title: `Title ${this.next()}` })
    if (roll < 0.96) return this.renameSite()
    return this.deleteOrRestore(id)
  }

  async post(client: ApiClient, path: string, body: object = {}): Promise<void> {
    const answer = await client.post<Ticket>(path, body)
    expect([200, 403, 404, 409]).toContain(answer.status)
    if (answer.status === 200) this.keep(answer.body)
  }

  keep(ticket: Ticket & { warnings?: unknown }): void {
    const { warnings: _warnings, ...row } = ticket
    this.tickets.set(row.id, row)
  }

  async patch(id: string, body: object): Promise<void> {
    const answer = await dispatcher.patch<Ticket>(`/tickets/${id}`, body)
    if (answer.status === 200) this.keep(answer.body)
  }

  async moveAssignment(id: string): Promise<void> {
    const assignments = this.tickets.get(id)?.assignments ?? []
    if (assignments.length === 0) return
    const assignment = this.pick(assignments)
    const owner = technicians.find((each) => each.technicianId === assignment.technicianId) ?? dispatcher
    const step = this.pick([
      'accept',
      'decline',
      'en-route',
      'check-in',
      'start',
      'pause',
      'resume',
      'check-out',
      'check-out',
    ])
    const body =
      step === 'decline'
        ? { reason: 'busy' }
        : step === 'check-out' && this.next() < 0.5
          ? { disposition: 'completed' }
          : {}
    await this.post(this.next() < 0.7 ? owner : dispatcher, `/assignments/${assignment.id}/${step}`, body)
  }

  /** Something with what hangs on tickets, with shipments, or with inventory. */
  async stepBeside(ticketId: string, technician: ApiClient): Promise<void> {
    const who = this.next() < 0.5 ? technician : dispatcher
    const roll = this.next()
    if (roll < 0.3) await who.post(`/tickets/${ticketId}/comments`, { body: `Said at ${this.next()}` })
    else if (roll < 0.4) await this.deleteComment(ticketId)
    else if (roll < 0.45) await this.upload(ticketId)
    else if (roll < 0.55) await this.addShipment(ticketId)
    else if (roll < 0.65) await this.changeShipment(ticketId)
    else if (roll < 0.75 && this.inventory.size < 12) await this.addItem(technician)
    else if (roll < 0.9) await this.moveItem(technician)
    else await this.askPart(ticketId)
    await this.readTicket(ticketId)
  }

  async readTicket(id: string): Promise<void> {
    const { status, body } = await dispatcher.get<Ticket>(`/tickets/${id}`)
    if (status === 200) this.keep(body)
  }

  async deleteComment(ticketId: string): Promise<void> {
    const { body } = await dispatcher.get<{ items: { id: string; author: { id: string } }[] }>(
      `/tickets/${ticketId}/comments`,
    )
    const mine = body.items?.find((each) => each.author.id === dispatcher.userId)
    if (mine) await dispatcher.call('DELETE', `/tickets/${ticketId}/comments/${mine.id}`)
  }

  async upload(ticketId: string): Promise<void> {
    const form = new FormData()
    form.set('file', new Blob([`text ${this.next()}`]), 'note.txt')
    await fetch(`${dispatcher.http}/api/v1/tickets/${ticketId}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${dispatcher.session.accessToken}` },
      body: form,
    })
  }

  async addShipment(ticketId: string): Promise<void> {
    const { status, body } = await dispatcher.post<{ id: string; version: number; ticketId?: string }>('/shipments', {
      description: 'Parts',
      ...(this.next() < 0.7 ? { ticketId } : {}),
    })
    if (status === 201) this.shipments.set(body.id, body)
  }

  async changeShipment(ticketId: string): Promise<void> {
    if (this.shipments.size === 0) return
    const { id } = this.pick([...this.shipments.values()])
    if (this.next() < 0.2) {
      const { status } = await dispatcher.call('DELETE', `/shipments/${id}`)
      if (status === 204) this.shipments.delete(id)
      return
    }
    const change =
      this.next() < 0.5 ? { ticketId } : this.next() < 0.5 ? { ticketId: null } : { carrier: `Carrier ${this.next()}` }
    const { status, body } = await dispatcher.patch<{ id: string; version: number; ticketId?: string }>(
      `/shipments/${id}`,
      change,
    )
    if (status === 200) this.shipments.set(id, body)
  }

  place(technician: ApiClient): object {
    const roll = this.next()
    if (roll < 0.4) return { siteId: this.pick(sites).id }
    return roll < 0.8 ? { technicianId: technician.technicianId } : { warehouse: 'Main' }
  }

  async addItem(technician: ApiClient): Promise<void> {
    const { status, body } = await dispatcher.post<Item>('/inventory', {
      name: `Item ${this.next()}`,
      quantity: 10,
      ...this.place(technician),
    })
    if (status === 201) this.inventory.set(body.id, body)
  }

  async moveItem(technician: ApiClient): Promise<void> {
    if (this.inventory.size === 0) return
    const { id } = this.pick([...this.inventory.values()])
    await dispatcher.post(`/inventory/${id}/move`, {
      ...this.place(technician),
      ...(this.next() < 0.4 ? { quantity: 1 } : {}),
    })
    const { body } = await dispatcher.get<{ items: Item[] }>('/inventory?limit=200')
    this.inventory.clear()
    for (const item of body.items) this.inventory.set(item.id, item)
  }

  async askPart(ticketId: string): Promise<void> {
    await dispatcher.post(`/tickets/${ticketId}/ask-part`, { name: 'Valve' })
  }

  async renameSite(): Promise<void> {
    const site = this.pick(sites)
    const { body } = await dispatcher.patch<Site>(`/sites/${site.id}`, { name: `Site ${this.next()}` })
    Object.assign(site, body)
  }

  async deleteOrRestore(id: string): Promise<void> {
    if (this.deleted.has(id)) {
      const { body } = await admin.post<Ticket>(`/tickets/${id}/restore`)
      this.deleted.delete(id)
      this.keep(body)
    } else if ((await dispatcher.call('DELETE', `/tickets/${id}`)).status === 204) this.deleted.add(id)
  }
}

async function check(model: Model, database: Database): Promise<void> {
  await model.readHanging()
  const { head } = await dispatcher.sync(0)
  for (const watcher of watchers) {
    const { client, listener, live, lazy } = watcher
    const expected = model.expected(client)
    const { user } = client.session
    const principal = {
      userId: user.id,
      name: user.name,
      role: user.role,
      ...(user.technicianId ? { technicianId: user.technicianId } : {}),
    }

    const inSql = await database.read(principal, (db) =>
      db.query<{ key: string; version: number }>(
        types.map((type) => `select '${type} ' || id as key, version from ${tableOf(type)}`).join(' union all '),
      ),
    )
    expect(Object.fromEntries(inSql.map(({ key, version }) => [key, version])), `SQL, ${user.name}`).toEqual(expected)

    const whole = new StrangerReplica()
    const answer = await client.sync()
    whole.applySync(answer.lines, answer.head)
    expect(whole.rows(types), `/sync, ${user.name}`).toEqual(expected)

    await listener.untilHead(head)
    const feeds = listener.received.slice(watcher.applied).filter(({ topic }) => topic.startsWith('feed/'))
    watcher.applied = listener.received.length
    for (const { text } of feeds) live.applyFeed(JSON.parse(text))
    expect(live.rows(types), `feeds, ${user.name}`).toEqual(expected)

    const since = await client.sync(watcher.lazyHead)
    lazy.applySync(since.lines, since.head)
    watcher.lazyHead = since.head
    expect(lazy.rows(types), `/sync?since, ${user.name}`).toEqual(expected)

    await checkSubscriber(model, client, head)
  }
}

function tableOf(type: string): string {
  return type === 'time_entry' ? 'time_entries' : type === 'inventory' ? 'inventory' : `${type}s`
}

/** Whoever newly subscribes to every ticket by name gets the retained ones they may see, and no other. */
async function checkSubscriber(model: Model, client: ApiClient, head: number): Promise<void> {
  const listener = await MqttListener.connect(own.server.mqtt, client.session.accessToken)
  await listener.client.subscribeAsync(
    [...model.tickets.keys()].map((id) => `tickets/${id}`),
    { qos: 1 },
  )
  await listener.client.subscribeAsync('system/head', { qos: 1 })
  await listener.untilHead(head)
  const got = listener.envelopes('tickets/').map(({ id, version }) => [id, version] as const)
  const wanted = model
    .visibleTo(client)
    .filter((ticket) => ticket.status !== 'closed' && ticket.status !== 'cancelled')
    .map((ticket) => [ticket.id, ticket.version] as const)
  expect(Object.fromEntries(got), `retained, ${client.session.user.name}`).toEqual(Object.fromEntries(wanted))
  await listener.end()
}

test(
  'V1, V2: SQL, HTTP, new subscribers and old replicas agree with who may see what',
  { timeout: 300_000 },
  async () => {
    const seed = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    const database = new Database({ url: own.database.url, log: quietLog, applicationName: 'test' })
    try {
      const model = new Model(random(seed))
      for (let step = 1; step <= steps; step++) {
        await model.step()
        if (step % checkEvery === 0) await check(model, database)
      }
    } catch (error) {
      throw new Error(`TEST_SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    } finally {
      await database.close()
    }
  },
)
