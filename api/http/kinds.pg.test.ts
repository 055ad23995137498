import { beforeAll, describe, expect, test } from 'vitest'
import { type Comment, mentionOf } from '../contract/comment.ts'
import { type InventoryItem } from '../contract/inventoryItem.ts'
import { type Shipment } from '../contract/shipment.ts'
import { type Site } from '../contract/site.ts'
import { shipmentMachine, type ShipmentCommandName } from '../contract/stateMachines.ts'
import { shipmentStatuses, type ShipmentStatus } from '../contract/shipment.ts'
import { type Ticket } from '../contract/ticket.ts'
import { type TimeEntry } from '../contract/timeEntry.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let dispatcher: ApiClient
let tim: ApiClient
let ana: ApiClient
let site: Site
beforeAll(async () => {
  dispatcher = await own.server.admin.newUser('dispatcher', 'Dora Dispatch')
  tim = await own.server.admin.newUser('technician', 'Tim Ruiz')
  ana = await own.server.admin.newUser('technician', 'Ana Low')
  site = await own.server.admin.newSite()
})

const countsOf = async (id: string) => (await dispatcher.get<Ticket>(`/tickets/${id}`)).body.counts

describe('comments', () => {
  test('anyone who sees the ticket may say something, and the ticket counts it', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const body = `Ask ${mentionOf({ id: dispatcher.userId, name: 'Dora [x] Dispatch' })} and @[Nobody](019a0000-0000-7000-8000-000000000000)`
    const { status, headers, body: comment } = await tim.post<Comment>(`/tickets/${ticket.id}/comments`, { body })
    expect([status, headers.get('location')]).toEqual([201, `/api/v1/tickets/${ticket.id}/comments/${comment.id}`])
    expect(comment).toMatchObject({
      ticketId: ticket.id,
      body,
      mentions: [dispatcher.userId],
      author: { id: tim.userId, name: 'Tim Ruiz' },
      version: 1,
    })
    expect(await countsOf(ticket.id)).toMatchObject({ comments: 1 })
    const after = await dispatcher.get<Ticket>(`/tickets/${ticket.id}`)
    expect(after.body.version).toBe(2)
    expect(after.body.updatedAt).toBe(comment.createdAt)
  })

  test('only its author edits and deletes it', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { body: comment } = await tim.post<Comment>(`/tickets/${ticket.id}/comments`, { body: 'First' })
    const path = `/tickets/${ticket.id}/comments/${comment.id}`
    expect((await ana.patch(path, { body: 'x' })).status).toBe(403)
    expect((await dispatcher.call('DELETE', path)).status).toBe(403)
    const edited = await tim.patch<Comment>(path, { body: 'Second' })
    expect(edited.body).toMatchObject({ body: 'Second', version: 2, editedAt: expect.any(String) })
    expect((await tim.call('DELETE', path)).status).toBe(204)
    expect((await tim.get(path)).status).toBe(404)
    expect(await countsOf(ticket.id)).toMatchObject({ comments: 0 })
  })

  test('who does not see the ticket sees none of its comments, by whatever path', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await dispatcher.command(ticket.id, 'assign', { technicianId: ana.technicianId })
    const { body: comment } = await ana.post<Comment>(`/tickets/${ticket.id}/comments`, { body: 'Mine' })
    const other = await dispatcher.newTicket(site.id)
    expect((await tim.get(`/tickets/${ticket.id}/comments`)).status).toBe(404)
    expect((await tim.get(`/tickets/${other.id}/comments/${comment.id}`)).status).toBe(404)
    expect((await dispatcher.get(`/tickets/${other.id}/comments/${comment.id}`)).status).toBe(404)
    expect((await tim.post(`/tickets/${ticket.id}/comments`, { body: 'x' })).status).toBe(404)
    expect((await ana.get<{ items: Comment[] }>(`/tickets/${ticket.id}/comments`)).body.items).toMatchObject([
      { id: comment.id },
    ])
  })

  test('a deleted ticket takes its comments along and brings them back', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { body: comment } = await tim.post<Comment>(`/tickets/${ticket.id}/comments`, { body: 'Stay' })
    const { head } = await dispatcher.sync()
    await dispatcher.call('DELETE', `/tickets/${ticket.id}`)
    const gone = await dispatcher.sync(head)
    expect(gone.lines.map((line) => [line.type, line.gone])).toEqual(
      expect.arrayContaining([
        ['ticket', true],
        ['comment', true],
      ]),
    )
    await own.server.admin.post(`/tickets/${ticket.id}/restore`)
    const back = await dispatcher.sync(gone.head)
    expect(back.lines).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'comment', id: comment.id, version: 3 })]),
    )
  })
})

describe('time entries', () => {
  const hours = (from: number, to: number) => ({
    startedAt: new Date(Date.now() - from * 3_600_000).toISOString(),
    endedAt: new Date(Date.now() - to * 3_600_000).toISOString(),
  })

  test('time by hand; what overlaps is refused with the reason', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const path = `/tickets/${ticket.id}/time-entries`
    const first = await ana.post<TimeEntry>(path, { ...hours(5, 4), note: 'Looked at it' })
    expect(first).toMatchObject({
      status: 201,
      body: { name: 'Ana Low', technicianId: ana.technicianId, origin: 'manual' },
    })
    const refused = await ana.post(path, hours(4.5, 3))
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error: { code: 'conflict', details: { fields: ['startedAt', 'endedAt'], current: { id: first.body.id } } },
      },
    })
    expect((await ana.post(path, hours(4, 3))).status).toBe(201)
    expect((await dispatcher.post(path, hours(4.5, 3))).status).toBe(201)
    expect((await dispatcher.post(path, { ...hours(4.5, 3), technicianId: ana.technicianId })).status).toBe(409)
    expect((await ana.post(path, { ...hours(2, 1), technicianId: tim.technicianId })).status).toBe(403)
    expect(await countsOf(ticket.id)).toMatchObject({ timeEntries: 3 })
  })

  test.each([
    ['ends before it begins', hours(1, 2)],
    ['lies ahead', hours(-2, -3)],
    ['is longer than a day', hours(30, 1)],
  ])('one that %s is 400', async (_what, span) => {
    const ticket = await dispatcher.newTicket(site.id)
    expect((await dispatcher.post(`/tickets/${ticket.id}/time-entries`, span)).status).toBe(400)
  })

  test('two overlapping entries at the same moment: one goes through', async () => {
    const bo = await own.server.admin.newUser('technician', 'Bo')
    const ticket = await dispatcher.newTicket(site.id)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => bo.post(`/tickets/${ticket.id}/time-entries`, hours(2, 1))),
    )
    expect(answers.map((each) => each.status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409, 409])
  })

  test('checking in begins it, checking out ends it, and being elsewhere ends it too', async () => {
    const bo = await own.server.admin.newUser('technician', 'Bo Two')
    const [first, second] = [await dispatcher.newTicket(site.id), await dispatcher.newTicket(site.id)]
    const step = async (ticket: Ticket, name: string) => {
      const { body } = await dispatcher.get<Ticket>(`/tickets/${ticket.id}`)
      return bo.post<Ticket>(`/assignments/${body.assignments[0]?.id}/${name}`)
    }
    for (const ticket of [first, second]) await bo.command(ticket.id, 'claim')
    await step(first, 'check-in')
    const entries = async (ticket: Ticket) =>
      (await dispatcher.get<{ items: TimeEntry[] }>(`/tickets/${ticket.id}/time-entries`)).body.items
    expect(await entries(first)).toMatchObject([{ origin: 'check_in', technicianId: bo.technicianId, name: 'Bo Two' }])
    expect((await entries(first))[0]).not.toHaveProperty('endedAt')
    await step(second, 'start')
    expect((await entries(first))[0]).toHaveProperty('endedAt')
    await step(second, 'check-out')
    expect((await entries(second))[0]).toHaveProperty('endedAt')
    expect(await countsOf(first.id)).toMatchObject({ timeEntries: 1 })
    expect(await countsOf(second.id)).toMatchObject({ timeEntries: 1 })
  })
})

describe('attachments', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
    'base64',
  )

  async function upload(
    who: ApiClient,
    ticketId: string,
    bytes: Uint8Array<ArrayBuffer> | Buffer,
    name: string,
    field = 'file',
    type = '',
  ) {
    const form = new FormData()
    form.set(field, new Blob([new Uint8Array(bytes)], { type }), name)
    const response = await fetch(`${who.http}/api/v1/tickets/${ticketId}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${who.session.accessToken}` },
      body: form,
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  const download = (who: ApiClient, url: string) =>
    fetch(`${who.http}${url}`, { headers: { authorization: `Bearer ${who.session.accessToken}` } })

  test('its type comes from its bytes, it comes back as a download, and a picture has a thumbnail', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { status, body } = await upload(tim, ticket.id, png, '../../etc/phöto "1".dat')
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'phöto "1".dat',
      size: png.length,
      contentType: 'image/png',
      width: 10,
      height: 10,
    })
    const content = await download(dispatcher, String(body['url']))
    expect(Buffer.from(await content.arrayBuffer())).toEqual(png)
    expect(Object.fromEntries(content.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="ph?to \\"1\\".dat"; filename*=UTF-8''ph%C3%B6to%20%221%22.dat`,
      'content-security-policy': expect.stringContaining('sandbox'),
    })
    const thumbnail = await download(dispatcher, String(body['thumbnailUrl']))
    expect(thumbnail.headers.get('content-type')).toBe('image/webp')
    expect(await countsOf(ticket.id)).toMatchObject({ attachments: 1 })
  })

  test('a part of it can be asked for; none of its bytes is 416, and what is no range is the whole', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { body } = await upload(dispatcher, ticket.id, Buffer.from('0123456789'), 'a.txt')
    const part = async (headers: Record<string, string>) => {
      const response = await fetch(`${dispatcher.http}${String(body['url'])}`, {
        headers: { authorization: `Bearer ${dispatcher.session.accessToken}`, ...headers },
      })
      const range = response.headers.get('content-range')
      return [response.status, range, response.ok ? await response.text() : await response.json()]
    }
    expect(await part({ range: 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await part({ range: 'bytes=8-' })).toEqual([206, 'bytes 8-9/10', '89'])
    expect(await part({ range: 'bytes=-3' })).toEqual([206, 'bytes 7-9/10', '789'])
    expect(await part({ range: 'bytes=10-' })).toMatchObject([
      416,
      'bytes */10',
      { error: { code: 'range_not_satisfiable', details: { size: 10 } } },
    ])
    for (const range of ['bytes=4-2', 'lines=1-2', 'bytes=0-1,4-5', 'nonsense']) {
      expect(await part({ range })).toEqual([200, null, '0123456789'])
    }
    expect(await part({ range: 'bytes=2-4', 'if-range': '"older"' })).toEqual([200, null, '0123456789'])
  })

  test('HTML is kept as plain text, which no browser runs', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { body } = await upload(
      dispatcher,
      ticket.id,
      Buffer.from('<script>alert(1)</script>'),
      'x.html',
      'file',
      'text/html',
    )
    expect(body).toMatchObject({ contentType: 'text/plain' })
  })

  test('empty, too large, lying, a program, the wrong field, no multipart: a clear answer, and nothing is left', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const large = Buffer.alloc(25 * 1024 * 1024 + 1, 'x')
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)])
    expect(await upload(dispatcher, ticket.id, Buffer.alloc(0), 'a.txt')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input' } },
    })
    expect(await upload(dispatcher, ticket.id, large, 'a.txt')).toMatchObject({
      status: 413,
      body: { error: { code: 'too_large' } },
    })
    expect(await upload(dispatcher, ticket.id, Buffer.from('text'), 'photo.png')).toMatchObject({
      status: 415,
      body: { error: { code: 'unsupported_type' } },
    })
    expect(await upload(dispatcher, ticket.id, Buffer.from('text'), 'photo', 'file', 'image/png')).toMatchObject({
      status: 415,
    })
    expect(await upload(dispatcher, ticket.id, program, 'setup.txt')).toMatchObject({ status: 415 })
    expect(await upload(dispatcher, ticket.id, png, 'a.png', 'picture')).toMatchObject({ status: 400 })
    expect((await dispatcher.post(`/tickets/${ticket.id}/attachments`, {})).status).toBe(415)
    expect(await countsOf(ticket.id)).toMatchObject({ attachments: 0 })
    const { readdir } = await import('node:fs/promises')
    expect(await readdir(`${own.server.dataDir}/attachments/arriving`)).toEqual([])
  })

  test('an upload that breaks off leaves nothing behind', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const abort = new AbortController()
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(
          Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf'),
        )
        setTimeout(() => abort.abort(), 50)
      },
    })
    const request = fetch(`${dispatcher.http}/api/v1/tickets/${ticket.id}/attachments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${dispatcher.session.accessToken}`,
        'content-type': 'multipart/form-data; boundary=b',
      },
      body,
      signal: abort.signal,
      duplex: 'half',
    })
    await expect(request).rejects.toThrow('aborted')
    expect(await countsOf(ticket.id)).toMatchObject({ attachments: 0 })
    const { readdir } = await import('node:fs/promises')
    const { setTimeout: wait } = await import('node:timers/promises')
    // The server learns of it a moment later; there is no event for that here.
    while ((await readdir(`${own.server.dataDir}/attachments/arriving`)).length > 0) await wait(20)
  })

  test('links follow present rights, and deleting removes the bytes', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { body } = await upload(tim, ticket.id, Buffer.from('note'), 'note.txt')
    const url = String(body['url'])
    expect((await fetch(`${tim.http}${url}`)).status).toBe(401)
    await dispatcher.command(ticket.id, 'assign', { technicianId: ana.technicianId })
    expect((await download(tim, url)).status).toBe(404)
    expect((await download(ana, url)).status).toBe(200)
    expect((await ana.call('DELETE', `/tickets/${ticket.id}/attachments/${String(body['id'])}`)).status).toBe(403)
    expect((await dispatcher.call('DELETE', `/tickets/${ticket.id}/attachments/${String(body['id'])}`)).status).toBe(
      204,
    )
    expect((await download(dispatcher, url)).status).toBe(404)
    const { access } = await import('node:fs/promises')
    const id = String(body['id'])
    await expect(access(`${own.server.dataDir}/attachments/${id.slice(-2)}/${id}`)).rejects.toThrow('ENOENT')
  })
})

/** product.md, Shipment: where each command leads from each state; what is not here is refused. */
const shipmentTable: Record<ShipmentStatus, Partial<Record<ShipmentCommandName, ShipmentStatus>>> = {
  draft: { requested: 'requested', cancelled: 'cancelled' },
  requested: { preparing: 'preparing', cancelled: 'cancelled' },
  preparing: { 'in-transit': 'in_transit', cancelled: 'cancelled' },
  in_transit: {
    'out-for-delivery': 'out_for_delivery',
    'available-for-pickup': 'available_for_pickup',
    exception: 'exception',
  },
  out_for_delivery: { delivered: 'delivered', exception: 'exception' },
  available_for_pickup: { received: 'received' },
  delivered: { received: 'received' },
  exception: { 'in-transit': 'in_transit', returned: 'returned' },
  received: {},
  returned: {},
  cancelled: {},
}

describe('shipments', () => {
  test('the machine is the one of product.md', () => {
    for (const status of shipmentStatuses) {
      for (const command of Object.keys(shipmentMachine) as ShipmentCommandName[]) {
        const allowed = (shipmentMachine[command].from as readonly string[]).includes(status)
        expect(allowed ? shipmentMachine[command].to : undefined, `${command} from ${status}`).toBe(
          shipmentTable[status][command],
        )
      }
    }
  })

  test('on its way with an exception, each first time kept', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { body: draft } = await dispatcher.post<Shipment>('/shipments', {
      ticketId: ticket.id,
      carrier: 'UPS',
      trackingNumber: '1Z999',
      items: [{ name: 'Valve', quantity: 2 }],
      expectedAt: '2026-12-01T08:00:00Z',
    })
    expect(draft).toMatchObject({ status: 'draft', siteId: site.id, number: expect.any(Number) })
    const step = async (name: string, input: object = {}) =>
      (await dispatcher.post<Shipment>(`/shipments/${draft.id}/${name}`, input)).body
    await step('requested')
    await step('preparing')
    const first = await step('in-transit')
    expect(await step('exception', { reason: 'delayed' })).toMatchObject({ status: 'exception', exception: 'delayed' })
    const again = await step('in-transit')
    expect(again).toMatchObject({ status: 'in_transit', inTransitAt: first.inTransitAt })
    expect(again).not.toHaveProperty('exception')
    expect((await dispatcher.post(`/shipments/${draft.id}/received`)).body).toMatchObject({
      error: {
        code: 'transition_refused',
        details: { from: 'in_transit', allowed: ['out-for-delivery', 'available-for-pickup', 'exception'] },
      },
    })
    expect((await dispatcher.post(`/shipments/${draft.id}/exception`, { reason: 'eaten' })).status).toBe(400)
    expect((await tim.get(`/shipments/${draft.id}`)).status).toBe(200)
    expect((await tim.post(`/shipments/${draft.id}/delivered`)).status).toBe(403)
  })

  test('one that belongs to no ticket is for staff alone', async () => {
    const { body } = await dispatcher.post<Shipment>('/shipments', { description: 'Stock' })
    expect((await tim.get(`/shipments/${body.id}`)).status).toBe(404)
    expect((await dispatcher.get<{ items: Shipment[] }>(`/shipments?q=stock`)).body.items).toMatchObject([
      { id: body.id },
    ])
  })
})

describe('inventory and parts', () => {
  const item = async (fields: object) =>
    (
      await dispatcher.post<InventoryItem>('/inventory', {
        name: `Valve ${crypto.randomUUID()}`,
        quantity: 10,
        ...fields,
      })
    ).body

  test('is kept at exactly one place, and moves between them without being made or lost', async () => {
    expect((await dispatcher.post('/inventory', { name: 'x', warehouse: 'A', siteId: site.id })).status).toBe(400)
    const stock = await item({ sku: 'V-1' })
    expect(stock).toMatchObject({ place: 'warehouse', warehouse: 'Main', kind: 'part', quantity: 10 })
    await move(stock.id, { technicianId: tim.technicianId, quantity: 3 })
    await move(stock.id, { technicianId: tim.technicianId, quantity: 2 })
    const all = (await dispatcher.get<{ items: InventoryItem[] }>(`/inventory?name=${encodeURIComponent(stock.name)}`))
      .body.items
    expect(Object.fromEntries(all.map((each) => [each.place, each.quantity]))).toEqual({ technician: 5, warehouse: 5 })
    expect((await move(stock.id, { siteId: site.id, quantity: 6 })).status).toBe(409)
    expect((await move(stock.id, { warehouse: 'Main' })).status).toBe(409)
    expect((await move(stock.id, {})).status).toBe(400)
    expect((await tim.post(`/inventory/${stock.id}/move`, { warehouse: 'B' })).status).toBe(404)
  })

  const move = (id: string, to: object, headers = {}) =>
    dispatcher.post<InventoryItem>(`/inventory/${id}/move`, to, headers)
  const allOf = async ({ name }: InventoryItem) =>
    (await dispatcher.get<{ items: InventoryItem[] }>(`/inventory?name=${encodeURIComponent(name)}`)).body.items

  test('all of a part moved to where there is more of it is one row, and its repeat says the same', async () => {
    const one = await item({ unit: 'm' })
    const there = await item({
      name: one.name,
      unit: 'm',
      quantity: 3,
      warehouse: 'Annex',
      minimum: 2,
      notes: 'Shelf 4',
    })
    const boxes = await item({ name: one.name, unit: 'boxes', warehouse: 'Annex' })
    const key = { 'idempotency-key': crypto.randomUUID() }
    const moved = await move(one.id, { quantity: 10, warehouse: 'Annex' }, key)
    expect(moved).toMatchObject({ status: 200, body: { id: there.id, quantity: 13, notes: 'Shelf 4' } })
    expect((await allOf(one)).map(({ id }) => id).toSorted()).toEqual([there.id, boxes.id].toSorted())
    const again = await move(one.id, { quantity: 10, warehouse: 'Annex' }, key)
    expect(again).toMatchObject({ status: 200, body: { id: there.id, quantity: 13 } })

    // What has a minimum belongs where it is: it stays, empty, to be filled again.
    const back = await move(there.id, { quantity: 13, technicianId: tim.technicianId })
    expect(back.body).toMatchObject({ id: there.id, place: 'technician', quantity: 13, minimum: 2 })
    const held = await item({ name: one.name, unit: 'm', quantity: 1, technicianId: ana.technicianId })
    const emptied = await move(there.id, { technicianId: ana.technicianId })
    expect(emptied.body).toMatchObject({ id: there.id, quantity: 0, minimum: 2 })
    expect((await dispatcher.get<InventoryItem>(`/inventory/${held.id}`)).body.quantity).toBe(14)
    expect((await move(held.id, { quantity: 14, technicianId: tim.technicianId })).body).toMatchObject({
      id: there.id,
      quantity: 14,
    })
  })

  test('equipment never becomes one, and no row grows past what a row may hold', async () => {
    const pump = await item({ kind: 'equipment', quantity: 1 })
    await item({ name: pump.name, kind: 'equipment', quantity: 1, warehouse: 'Annex' })
    expect((await move(pump.id, { warehouse: 'Annex' })).body).toMatchObject({ id: pump.id, warehouse: 'Annex' })
    expect(await allOf(pump)).toHaveLength(2)
    const most = await item({ quantity: 1_000_000 })
    const more = await item({ name: most.name, quantity: 1, warehouse: 'Annex' })
    expect(await move(more.id, { warehouse: 'Main' })).toMatchObject({ status: 409 })
    expect((await dispatcher.get<InventoryItem>(`/inventory/${more.id}`)).body.quantity).toBe(1)
  })

  test('moves to and fro and to one new place at once leave one row a place', async () => {
    const one = await item({})
    const two = await item({ name: one.name, warehouse: 'Annex' })
    await Promise.all([
      move(one.id, { quantity: 4, warehouse: 'New' }),
      move(two.id, { quantity: 4, warehouse: 'New' }),
    ])
    await Promise.all([
      move(one.id, { quantity: 2, warehouse: 'Annex' }),
      move(two.id, { quantity: 3, warehouse: 'Main' }),
    ])
    const places = (await allOf(one)).map(({ warehouse, quantity }) => [warehouse, quantity] as const)
    expect(Object.fromEntries(places)).toEqual({ Main: 7, Annex: 5, New: 8 })
    expect(places).toHaveLength(3)
  })

  test('concurrent moves keep the sum', async () => {
    const stock = await item({ sku: 'V-2' })
    const to = [
      { technicianId: tim.technicianId },
      { technicianId: ana.technicianId },
      { siteId: site.id },
      { warehouse: 'B' },
    ]
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        dispatcher.post(`/inventory/${stock.id}/move`, { ...to[index % 4], quantity: 1 }),
      ),
    )
    const all = (await dispatcher.get<{ items: InventoryItem[] }>(`/inventory?name=${encodeURIComponent(stock.name)}`))
      .body.items
    expect(all.reduce((sum, each) => sum + each.quantity, 0)).toBe(10)
  })

  test('a technician sees what they hold and what is at a site they see', async () => {
    const held = await item({ technicianId: tim.technicianId })
    const other = await item({ technicianId: ana.technicianId })
    const hidden = await own.server.admin.newSite('Far away')
    const there = await item({ siteId: hidden.id, kind: 'equipment' })
    const sees = async (id: string) => (await tim.get(`/inventory/${id}`)).status
    expect([await sees(held.id), await sees(other.id), await sees(there.id)]).toEqual([200, 404, 404])
    await dispatcher.newTicket(hidden.id)
    expect(await sees(there.id)).toBe(200)
  })

  test('parts are asked for, used from stock, or dropped, on the ticket', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await tim.command(ticket.id, 'claim')
    const held = await item({ technicianId: tim.technicianId })
    const asked = await tim.command(ticket.id, 'ask-part', { name: 'Pump' })
    expect(asked.parts).toMatchObject([{ state: 'asked', name: 'Pump', quantity: 1, by: { id: tim.userId } }])
    const used = await tim.command(ticket.id, 'use-part', {
      inventoryId: held.id,
      quantity: 4,
      partId: asked.parts[0]?.id,
    })
    expect(used.parts).toMatchObject([{ state: 'used', name: held.name, quantity: 4, inventoryId: held.id }])
    expect((await tim.get<InventoryItem>(`/inventory/${held.id}`)).body.quantity).toBe(6)
    expect((await tim.post(`/tickets/${ticket.id}/use-part`, { inventoryId: held.id, quantity: 7 })).status).toBe(409)
    const more = await dispatcher.command(ticket.id, 'ask-part', { name: 'Seal', quantity: 3 })
    const line = more.parts.find((each) => each.name === 'Seal')
    expect((await tim.post(`/tickets/${ticket.id}/drop-part`, { partId: line?.id })).status).toBe(403)
    const dropped = await dispatcher.command(ticket.id, 'drop-part', { partId: line?.id })
    expect(dropped.parts.find((each) => each.id === line?.id)?.state).toBe('dropped')
  })
})
