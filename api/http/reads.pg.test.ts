import { beforeAll, describe, expect, test } from 'vitest'
import { type HistoryItem } from '../contract/change.ts'
import { listFields } from '../contract/lists.ts'
import { type Site } from '../contract/site.ts'
import { type Ticket } from '../contract/ticket.ts'
import { listDefinitions } from '../queries/listDefinitions.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let dispatcher: ApiClient
let tim: ApiClient
let ana: ApiClient
let site: Site
let tickets: Ticket[]
beforeAll(async () => {
  dispatcher = await own.server.admin.newUser('dispatcher', 'Dora Dispatch')
  tim = await own.server.admin.newUser('technician', 'Tim')
  ana = await own.server.admin.newUser('technician', 'Ana')
  site = await own.server.admin.newSite('Harbour House')
  tickets = []
  for (let index = 0; index < 25; index++) {
    const priority = `P${(index % 4) + 1}`
    const type = index % 2 === 0 ? 'Heating' : 'Noise, Residential'
    const when = index % 5 === 0 ? { scheduledFor: `2026-12-0${(index % 9) + 1}T10:00:00Z` } : {}
    tickets.push(await dispatcher.newTicket(site.id, { title: `Job ${index} boiler-room.b7`, priority, type, ...when }))
  }
})

interface Page {
  items: Ticket[]
  nextCursor?: string
}

const list = async (query: string, client = dispatcher) => (await client.get<Page>(`/tickets?${query}`)).body

async function all(query: string): Promise<Ticket[]> {
  const items: Ticket[] = []
  let cursor: string | undefined
  do {
    const page = await list(`${query}&limit=4${cursor === undefined ? '' : `&cursor=${cursor}`}`)
    expect(page.items.length).toBeLessThanOrEqual(4)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return items
}

describe('lists', () => {
  test('the closed lists of fields are those of the contract', () => {
    for (const [name, fields] of Object.entries(listFields)) {
      const definition = listDefinitions[name as keyof typeof listFields]
      expect(Object.keys(definition.sort)).toEqual([...fields.sort])
      expect(Object.keys(definition.filter)).toEqual([...fields.filter])
    }
  })

  test('every page but the last has a cursor, newest first by default', async () => {
    const first = await list('limit=20')
    expect(first.items.map((each) => each.number)).toEqual(
      tickets
        .map((each) => each.number)
        .toReversed()
        .slice(0, 20),
    )
    const second = await list(`limit=20&cursor=${first.nextCursor}`)
    expect(second.items).toHaveLength(5)
    expect(second).not.toHaveProperty('nextCursor')
  })

  test.each(listFields.tickets.sort.flatMap((field) => [field, `-${field}`]))(
    'paging by %s gives every row once, in order',
    async (sort) => {
      const rows = await all(`sort=${sort}`)
      expect(new Set(rows.map((each) => each.id)).size).toBe(25)
      const field = sort.replace('-', '') as keyof Ticket
      // What has no value comes last either way.
      const none = sort.startsWith('-') ? '' : '\uffff'
      const keys = rows.map((each) => JSON.stringify(each[field]) ?? none)
      const isNumber = field === 'number'
      const sorted = keys.toSorted((a, b) => (isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0))
      expect(keys).toEqual(sort.startsWith('-') ? sorted.toReversed() : sorted)
    },
  )

  test('repeated and comma-separated values mean or, different fields mean and', async () => {
    expect((await list('priority=P1,P2&limit=200')).items).toHaveLength(13)
    expect((await list('priority=P1&priority=P2&limit=200')).items).toHaveLength(13)
    expect((await list('priority=P1,P3&type=Heating&limit=200')).items).toHaveLength(13)
    expect((await list(`number=${tickets[3]?.number}`)).items).toMatchObject([{ id: tickets[3]?.id }])
    expect((await list(`siteId=${site.id}&status=new&unassigned=true&limit=200`)).items).toHaveLength(25)
    expect((await list('unassigned=false')).items).toEqual([])
    expect((await list(`assigneeIds=${tim.technicianId}`)).items).toEqual([])
  })

  test('q finds what begins with each of its words, also the site’s', async () => {
    expect((await list('q=boiler room b7 job 12')).items).toMatchObject([{ title: 'Job 12 boiler-room.b7' }])
    expect((await list('q=harb boil&limit=200')).items).toHaveLength(25)
    expect((await list('q=harb nowhere')).items).toEqual([])
    expect((await list(`q=${tickets[7]?.number}`)).items).toMatchObject([{ id: tickets[7]?.id }])
    expect((await list(`q=${encodeURIComponent('!!! & | :* \\')}`)).items).toEqual([])
  })

  test.each([
    'colour=red',
    'priority=P9',
    'status=asleep',
    'siteId=x',
    'number=seven',
    'unassigned=maybe',
    'sort=colour',
    'sort=',
    'limit=0',
    'limit=201',
    'limit=x',
    'cursor=x',
    `cursor=${Buffer.from('["-number","1","x"]').toString('base64url')}`,
    'constructor=x',
    '__proto__=x',
    'title=%00',
  ])('%s is 400 invalid_input', async (query) => {
    const { status, body } = await dispatcher.get(`/tickets?${query}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { code: 'invalid_input' } })
  })

  test('a cursor of one order is refused in another', async () => {
    const { nextCursor } = await list('sort=title&limit=3')
    expect((await dispatcher.get(`/tickets?sort=-title&cursor=${nextCursor}`)).status).toBe(400)
  })

  test('what one sees of people depends on who one is', async () => {
    const emails = async (client: ApiClient) =>
      (await client.get<{ items: object[] }>('/users?sort=name&name=Ana')).body.items[0]
    expect(await emails(own.server.admin)).toMatchObject({
      name: 'Ana',
      role: 'technician',
      email: ana.session.user.email,
    })
    expect(await emails(dispatcher)).toMatchObject({ name: 'Ana', role: 'technician' })
    expect(await emails(dispatcher)).not.toHaveProperty('email')
    expect(await emails(tim)).toEqual({ id: ana.userId, version: 1, name: 'Ana' })
    expect((await tim.get<{ items: object[] }>('/technicians')).body.items).toMatchObject([{ id: tim.technicianId }])
  })

  test('If-None-Match answers 304 while the row is the same', async () => {
    const { headers } = await dispatcher.get(`/tickets/${tickets[0]?.id}`)
    const etag = headers.get('etag') ?? ''
    expect(
      (await dispatcher.call('GET', `/tickets/${tickets[0]?.id}`, undefined, { 'if-none-match': etag })).status,
    ).toBe(304)
  })
})

describe('/sync', () => {
  test.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['br, gzip', 'gzip'],
  ])('is NDJSON with the head last, compressed where asked: %s', async (accepted, used) => {
    const response = await fetch(`${own.server.http}/api/v1/sync`, {
      headers: { authorization: `Bearer ${dispatcher.session.accessToken}`, 'accept-encoding': accepted },
    })
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    expect(response.headers.get('content-encoding')).toBe(used)
    const text = await response.text()
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type?: string; head?: number })
    expect(lines.at(-1)).toEqual({ head: expect.any(Number) })
    expect(lines.filter((line) => line.type === 'ticket')).toHaveLength(25)
  })

  test('since gives only what changed, a since above the head is 400, one before the log’s beginning 410', async () => {
    const { head } = await dispatcher.sync()
    await dispatcher.patch(`/tickets/${tickets[0]?.id}`, { title: 'Changed' })
    const { lines } = await dispatcher.sync(head)
    expect(lines).toMatchObject([{ type: 'ticket', id: tickets[0]?.id, version: 2, data: { title: 'Changed' } }])
    expect((await dispatcher.get('/sync?since=999999')).status).toBe(400)
    expect((await dispatcher.get('/sync?since=x')).status).toBe(400)
    expect((await dispatcher.get('/sync?sinse=1')).status).toBe(400)
    await own.database.superuser('update relay_head set pruned_seq = $1', [head - 1])
    expect((await dispatcher.get(`/sync?since=${head - 2}`)).status).toBe(410)
    expect((await dispatcher.get(`/sync?since=${head - 1}`)).status).toBe(200)
    await own.database.superuser('update relay_head set pruned_seq = 0')
  })

  test('a ticket that was closed over 7 days ago is history: in no working set, but found and listed', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await dispatcher.command(ticket.id, 'cancel', { reason: 'x' })
    const { head } = await dispatcher.sync()
    await own.database.superuser(`update tickets set cancelled_at = now() - interval '8 days' where id = $1`, [
      ticket.id,
    ])
    // The head may not have come as far as what was committed last: other rows can be among the answer.
    const { lines } = await dispatcher.sync(Math.max(0, head - 1))
    expect(lines.filter(({ id }) => id === ticket.id)).toMatchObject([{ gone: true }])
    expect((await dispatcher.get(`/tickets/${ticket.id}`)).status).toBe(200)
  })
})

describe('/changes', () => {
  test('a ticket’s history has who, what, and how it was before', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'Renamed' })
    await dispatcher.command(ticket.id, 'open')
    const history = async () =>
      (await dispatcher.get<{ items: HistoryItem[]; nextCursor?: string }>(`/changes?ticketId=${ticket.id}`)).body
    // A change is in the history once it has its number.
    await expect.poll(async () => (await history()).items.length).toBe(3)
    const body = await history()
    expect(body.items).toMatchObject([
      { action: 'create', version: 1, before: null, by: { name: 'Dora Dispatch' } },
      { action: 'update', changed: ['title'], before: { title: 'No heat' }, data: { title: 'Renamed' } },
      { action: 'status', changed: ['status'], before: { status: 'new' }, data: { status: 'open' } },
    ])
    expect(body).not.toHaveProperty('nextCursor')
  })

  test('between two moments or numbers, page by page', async () => {
    const all = (await dispatcher.get<{ items: HistoryItem[] }>('/changes?limit=200')).body.items
    const from = all[10]?.seq ?? 0
    const to = all[16]?.seq ?? 0
    const first = (
      await dispatcher.get<{ items: HistoryItem[]; nextCursor: string }>(`/changes?from=${from}&to=${to}&limit=4`)
    ).body
    expect(first.items).toEqual(all.slice(10, 14))
    const second = (
      await dispatcher.get<{ items: HistoryItem[] }>(
        `/changes?from=${from}&to=${to}&limit=4&cursor=${first.nextCursor}`,
      )
    ).body
    expect(second.items).toEqual(all.slice(14, 17))
    const byTime = (await dispatcher.get<{ items: HistoryItem[] }>(`/changes?from=${all[12]?.at}&limit=200`)).body
    expect(byTime.items[0]?.at).toBe(all[12]?.at)
    expect((await dispatcher.get('/changes?from=yesterday')).status).toBe(400)
    expect((await dispatcher.get('/changes?sort=x')).status).toBe(400)
  })

  test('a technician gets the history of what they see, from when they came to see it', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await dispatcher.command(ticket.id, 'assign', { technicianId: ana.technicianId })
    await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'Secret of Ana’s time' })
    await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'For everyone' })
    expect((await tim.get(`/changes?ticketId=${ticket.id}`)).status).toBe(404)
    await dispatcher.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'Both' })
    const actions = async (client: ApiClient, query: string) =>
      (await client.get<{ items: HistoryItem[] }>(`/changes?${query}`)).body.items.map((each) => each.action)
    // What is committed has its number, and with it its place in the history, when the relay has had its turn.
    await expect
      .poll(() => actions(ana, `ticketId=${ticket.id}`))
      .toEqual(['create', 'assigned', 'update', 'update', 'assigned', 'update'])
    expect(await actions(tim, `ticketId=${ticket.id}`)).toEqual(['assigned', 'update'])
    const everything = (await tim.get<{ items: HistoryItem[] }>('/changes?limit=200')).body.items
    expect(JSON.stringify(everything)).not.toContain('Secret of Ana')
    expect(everything.every((each) => each.type === 'ticket')).toBe(true)
  })
})

test('health, metrics and OpenAPI', async () => {
  const get = (path: string) => fetch(`${own.server.http}${path}`)
  expect((await get('/health/live')).status).toBe(200)
  expect(await (await get('/health/ready')).json()).toMatchObject({ status: 'ready', database: true, broker: true })
  expect(await (await get('/metrics')).text()).toMatch(/^signalbox_broker\{figure="clients"\} \d+$/m)
  const openapi = (await (await get('/api/openapi.json')).json()) as { paths: Record<string, object> }
  expect(openapi.paths).toHaveProperty('/api/v1/tickets/{id}/assign')
  expect(openapi.paths).toHaveProperty('/api/v1/sync')
  expect((await get('/api/v1/nowhere')).status).toBe(404)
})
