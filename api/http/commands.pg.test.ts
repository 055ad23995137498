import { beforeAll, describe, expect, test } from 'vitest'
import { type Site } from '../contract/site.ts'
import { type Technician } from '../contract/technician.ts'
import { type Ticket } from '../contract/ticket.ts'
import { expectStatus, type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let admin: ApiClient
let dispatcher: ApiClient
let tim: ApiClient
let ana: ApiClient
let site: Site
beforeAll(async () => {
  admin = own.server.admin
  dispatcher = await admin.newUser('dispatcher', 'Dora Dispatch')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  ana = await admin.newUser('technician', 'Ana Low')
  site = await admin.newSite()
})

const assignmentOf = (ticket: Ticket, technician: ApiClient) => {
  const found = ticket.assignments.findLast((each) => each.technicianId === technician.technicianId)
  if (!found) throw new Error('no assignment')
  return found
}

describe('a ticket from new to closed', () => {
  test('goes through assign, dispatch, accept, en route, check in, work, pause, check out, close, reopen', async () => {
    const created = await dispatcher.newTicket(site.id)
    expect(created).toMatchObject({ status: 'new', version: 1, assigneeIds: [] })
    const assigned = await dispatcher.command(created.id, 'assign', { technicianId: tim.technicianId })
    expect(assigned).toMatchObject({
      status: 'assigned',
      assigneeIds: [tim.technicianId],
      warnings: [{ code: 'technician_off_shift' }],
    })
    const { id } = assignmentOf(assigned, tim)
    const states: string[] = []
    for (const [who, step] of [
      [dispatcher, 'dispatch'],
      [tim, 'accept'],
      [tim, 'en-route'],
      [tim, 'check-in'],
      [tim, 'start'],
      [tim, 'pause'],
      [tim, 'resume'],
    ] as const) {
      const { status, body } = await who.post<Ticket>(`/assignments/${id}/${step}`)
      expect(status, step).toBe(200)
      states.push(`${body.status}/${assignmentOf(body, tim).state}`)
    }
    expect(states).toEqual([
      'assigned/dispatched',
      'assigned/accepted',
      'in_progress/en_route',
      'in_progress/on_site',
      'in_progress/working',
      'in_progress/paused',
      'in_progress/working',
    ])
    const done = await tim.post<Ticket>(`/assignments/${id}/check-out`, { disposition: 'completed' })
    expect(done.body).toMatchObject({ status: 'completed', disposition: 'completed', assigneeIds: [] })
    expect(await dispatcher.command(created.id, 'close')).toMatchObject({ status: 'closed' })
    const reopened = await dispatcher.command(created.id, 'reopen')
    expect(reopened.status).toBe('open')
    expect(reopened).not.toHaveProperty('disposition')
    expect(reopened).not.toHaveProperty('closedAt')
  })

  test('a step that the machine does not allow is refused with what is allowed, and changes nothing', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const { status, body } = await dispatcher.post(`/tickets/${ticket.id}/complete`, { disposition: 'completed' })
    expect(status).toBe(409)
    expect(body).toMatchObject({
      error: { code: 'transition_refused', details: { from: 'new', allowed: ['open', 'assign', 'claim', 'cancel'] } },
    })
    expect((await dispatcher.get<Ticket>(`/tickets/${ticket.id}`)).body).toEqual(ticket)
  })

  test('claimed is assigned to oneself and accepted; a second claim by someone else finds nothing to claim', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const claimed = await tim.command(ticket.id, 'claim')
    expect(assignmentOf(claimed, tim)).toMatchObject({ state: 'accepted' })
    expect((await ana.post(`/tickets/${ticket.id}/claim`)).status).toBe(404)
    expect((await tim.post(`/tickets/${ticket.id}/claim`)).body).toMatchObject({ error: { code: 'already_assigned' } })
  })

  test('of two technicians who claim at the same moment exactly one wins', async () => {
    const tickets = await Promise.all(Array.from({ length: 20 }, () => dispatcher.newTicket(site.id)))
    for (const ticket of tickets) {
      const answers = await Promise.all([tim, ana].map((who) => who.post(`/tickets/${ticket.id}/claim`)))
      const statuses = answers.map((each) => each.status).toSorted((a, b) => a - b)
      expect(statuses[0]).toBe(200)
      expect([404, 409]).toContain(statuses[1])
      const after = await dispatcher.get<Ticket>(`/tickets/${ticket.id}`)
      expect(after.body.assigneeIds).toHaveLength(1)
    }
  })

  test('a deleted ticket is nowhere, and an admin brings it back as it was', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await dispatcher.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    expect((await dispatcher.call('DELETE', `/tickets/${ticket.id}`)).status).toBe(204)
    expect((await dispatcher.get(`/tickets/${ticket.id}`)).status).toBe(404)
    expect((await tim.get(`/tickets/${ticket.id}`)).status).toBe(404)
    expect((await dispatcher.post(`/tickets/${ticket.id}/restore`)).status).toBe(403)
    const restored = await admin.post<Ticket>(`/tickets/${ticket.id}/restore`)
    expect(restored.body).toMatchObject({ status: 'assigned', assigneeIds: [tim.technicianId], version: 4 })
  })
})

describe('a technician follows their assignments', () => {
  const statusOf = async (who: ApiClient) =>
    (
      await dispatcher.get<{ status: string; currentAssignment?: { state: string } }>(
        `/technicians/${who.technicianId}`,
      )
    ).body

  test('the most advanced one speaks, a new one never lowers it, and a break holds until the next step', async () => {
    const bo = await admin.newUser('technician', 'Bo Free')
    expect(await statusOf(bo)).toMatchObject({ status: 'available' })
    const first = await dispatcher.newTicket(site.id)
    const one = assignmentOf(await dispatcher.command(first.id, 'assign', { technicianId: bo.technicianId }), bo)
    expect(await statusOf(bo)).toMatchObject({ status: 'assigned' })
    await bo.post(`/assignments/${one.id}/check-in`)
    const second = await dispatcher.newTicket(site.id)
    const busy = await dispatcher.command(second.id, 'assign', { technicianId: bo.technicianId })
    expect(busy).toMatchObject({ warnings: [{ code: 'technician_off_shift' }, { code: 'technician_busy' }] })
    expect(await statusOf(bo)).toMatchObject({ status: 'on_site', currentAssignment: { id: one.id } })
    await bo.post(`/assignments/${one.id}/check-out`, { disposition: 'completed' })
    expect(await statusOf(bo)).toMatchObject({ status: 'assigned' })
    await bo.post(`/technicians/${bo.technicianId}/status`, { status: 'on_break' })
    const third = await dispatcher.newTicket(site.id)
    await dispatcher.command(third.id, 'assign', { technicianId: bo.technicianId })
    expect(await statusOf(bo)).toMatchObject({ status: 'on_break' })
    await bo.post(`/assignments/${assignmentOf(busy, bo).id}/en-route`)
    expect(await statusOf(bo)).toMatchObject({ status: 'en_route' })
  })

  test('unavailable wants a reason, and duty is one’s own or a dispatcher’s to set', async () => {
    const path = `/technicians/${tim.technicianId}`
    expect((await tim.post(`${path}/status`, { status: 'unavailable' })).status).toBe(400)
    expect((await tim.post(`${path}/status`, { status: 'unavailable', reason: 'flat tyre' })).body).toMatchObject({
      status: 'unavailable',
      statusReason: 'flat tyre',
    })
    expect((await tim.post(`${path}/status`, { status: 'available' })).body).not.toHaveProperty('statusReason')
    expect((await dispatcher.post(`${path}/duty`, { duty: 'on_shift' })).body).toMatchObject({ duty: 'on_shift' })
    expect((await ana.post(`${path}/duty`, { duty: 'off_shift' })).status).toBe(404)
  })
})

describe('what one may see but not do is 403, what one may not see is 404', () => {
  test('technicians neither create, edit, delete, assign, hold nor complete', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    expect((await tim.post('/tickets', { title: 'x', siteId: site.id, type: 'x', priority: 'P1' })).status).toBe(403)
    expect((await tim.patch(`/tickets/${ticket.id}`, { title: 'x' })).status).toBe(403)
    expect((await tim.call('DELETE', `/tickets/${ticket.id}`)).status).toBe(403)
    for (const [command, input] of [
      ['assign', { technicianId: tim.technicianId }],
      ['hold', { reason: 'parts' }],
      ['complete', { disposition: 'completed' }],
      ['cancel', { reason: 'x' }],
      ['open', {}],
    ] as const) {
      expect((await tim.post(`/tickets/${ticket.id}/${command}`, input)).status, command).toBe(403)
    }
    await dispatcher.command(ticket.id, 'assign', { technicianId: ana.technicianId })
    expect((await tim.post(`/tickets/${ticket.id}/hold`, { reason: 'parts' })).status).toBe(404)
    expect((await tim.post('/sites', { name: 'x', address: 'x' })).status).toBe(403)
    expect(
      (await tim.post('/users', { email: 'x@y.zz', name: 'x', role: 'admin', password: 'password1' })).status,
    ).toBe(403)
  })

  test('a technician moves their own assignments, not those of the rest of the crew', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await dispatcher.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    const crew = await dispatcher.command(ticket.id, 'assign', { technicianId: ana.technicianId })
    expect((await tim.post(`/assignments/${assignmentOf(crew, ana).id}/accept`)).status).toBe(403)
    expect((await tim.post(`/assignments/${assignmentOf(crew, tim).id}/accept`)).status).toBe(200)
    expect((await tim.post(`/assignments/${assignmentOf(crew, tim).id}/dispatch`)).status).toBe(403)
    expect((await tim.post(`/tickets/${ticket.id}/release`, { technicianId: ana.technicianId })).status).toBe(403)
  })

  test('only admins make admins, and nobody takes away their own rights', async () => {
    const manager = await admin.newUser('manager', 'Max Manager')
    const user = { email: 'second@test.local', name: 'Second', role: 'admin', password: 'a long password' }
    expect((await manager.post('/users', user)).status).toBe(403)
    expect((await manager.patch(`/users/${admin.userId}`, { active: false })).status).toBe(403)
    expect((await admin.patch(`/users/${admin.userId}`, { role: 'technician' })).status).toBe(409)
    expect((await dispatcher.patch(`/users/${tim.userId}`, { role: 'manager' })).status).toBe(403)
  })

  test('an id that does not exist, one that is none, and one out of view get the same answer', async () => {
    const hidden = await dispatcher.newTicket(site.id)
    await dispatcher.command(hidden.id, 'assign', { technicianId: ana.technicianId })
    const ids = [hidden.id, '019a0000-0000-7000-8000-000000000000', 'nonsense', "'; drop table tickets; --"]
    for (const [method, tail] of [
      ['GET', ''],
      ['POST', '/claim'],
      ['POST', '/release'],
      ['DELETE', ''],
    ] as const) {
      const answers = await Promise.all(ids.map((id) => tim.call(method, `/tickets/${encodeURIComponent(id)}${tail}`)))
      for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: answers[0]?.body })
    }
  })
})

describe('Idempotency-Key', () => {
  const key = () => ({ 'idempotency-key': crypto.randomUUID() })

  test('W2: the same key and body applies once and gives the first status with the row as it is now', async () => {
    const headers = key()
    const body = { title: 'Once', siteId: site.id, type: 'Heating', priority: 'P1' }
    const first = await dispatcher.post<Ticket>('/tickets', body, headers)
    await dispatcher.patch(`/tickets/${first.body.id}`, { title: 'Renamed' })
    const again = await dispatcher.post<Ticket>('/tickets', body, headers)
    expect(first.status).toBe(201)
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id, title: 'Renamed', version: 2 } })
  })

  test('W2: parallel repeats wait and apply once', async () => {
    const headers = key()
    const body = { title: 'Parallel', siteId: site.id, type: 'Heating', priority: 'P1' }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => dispatcher.post<Ticket>('/tickets', body, headers)),
    )
    expect(new Set(answers.map((each) => each.body.id)).size).toBe(1)
    expect(answers.every((each) => each.status === 201)).toBe(true)
  })

  test('W2: a refusal is remembered too, also when the same thing would be allowed by now', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const headers = key()
    const first = await dispatcher.post(`/tickets/${ticket.id}/hold`, { reason: 'parts' }, headers)
    expect(first.status).toBe(409)
    await dispatcher.command(ticket.id, 'open')
    const again = await dispatcher.post(`/tickets/${ticket.id}/hold`, { reason: 'parts' }, headers)
    expect(again).toMatchObject({ status: 409, body: first.body })
  })

  test('another body under the same key is 422, another user’s same key is their own', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const headers = key()
    expect((await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'A' }, headers)).status).toBe(200)
    expect((await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'B' }, headers)).body).toMatchObject({
      error: { code: 'idempotency_mismatch' },
    })
    expect((await admin.patch(`/tickets/${ticket.id}`, { title: 'B' }, headers)).status).toBe(200)
  })

  test('a repeat whose author has lost sight of the row is 404', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const headers = key()
    expect((await tim.post(`/tickets/${ticket.id}/claim`, {}, headers)).status).toBe(200)
    await dispatcher.command(ticket.id, 'release')
    await dispatcher.command(ticket.id, 'assign', { technicianId: ana.technicianId })
    expect((await tim.post(`/tickets/${ticket.id}/claim`, {}, headers)).status).toBe(404)
  })

  test('a deletion repeated with its key is 204 again, without one 404', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const headers = key()
    const remove = (more: Record<string, string>) => dispatcher.call('DELETE', `/tickets/${ticket.id}`, undefined, more)
    expect((await remove(headers)).status).toBe(204)
    expect((await remove(headers)).status).toBe(204)
    expect((await remove({})).status).toBe(404)
  })
})

describe('If-Match and field-wise merging', () => {
  test('W3: changes to other fields merge, the same field is a conflict that names it and shows the row', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const headers = { 'if-match': `"${ticket.version}"` }
    await admin.patch(`/tickets/${ticket.id}`, { title: 'From the admin' })
    const merged = await dispatcher.patch<Ticket>(`/tickets/${ticket.id}`, { priority: 'P1' }, headers)
    expect(merged).toMatchObject({ status: 200, body: { title: 'From the admin', priority: 'P1', version: 3 } })
    const refused = await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'Mine', type: 'Cooling' }, headers)
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', details: { fields: ['title'], current: { title: 'From the admin' } } } },
    })
    const after = await dispatcher.get<Ticket>(`/tickets/${ticket.id}`)
    expect(after.body).toMatchObject({ title: 'From the admin', type: 'Heating', version: 3 })
  })

  test('W3: one’s own changes since then are no conflict, and the same value is none either', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    const headers = { 'if-match': `"${ticket.version}"` }
    expect((await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'One' }, headers)).status).toBe(200)
    expect((await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'Two' }, headers)).status).toBe(200)
    await admin.patch(`/tickets/${ticket.id}`, { title: 'Three' })
    expect((await dispatcher.patch(`/tickets/${ticket.id}`, { title: 'Three' }, headers)).status).toBe(200)
  })

  test('W3: where the log no longer reaches back every changed field counts as changed', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    await admin.patch(`/tickets/${ticket.id}`, { title: 'Other' })
    await own.database.superuser('delete from changes where entity_id = $1 and seq is not null', [ticket.id])
    const headers = { 'if-match': '"1"' }
    expect((await dispatcher.patch(`/tickets/${ticket.id}`, { priority: 'P4' }, headers)).status).toBe(409)
  })

  test('a patch that changes nothing keeps the version and is no change', async () => {
    const ticket = await dispatcher.newTicket(site.id)
    // A head below the creation, which has its number only once the relay has looked, would have it as news.
    const actions = async (): Promise<string[]> => {
      const { body } = await dispatcher.get<{ items: { action: string }[] }>(`/changes?ticketId=${ticket.id}`)
      return body.items.map(({ action }) => action)
    }
    await expect.poll(actions).toEqual(['create'])
    const { head } = await dispatcher.sync()
    const same = await dispatcher.patch<Ticket>(`/tickets/${ticket.id}`, { title: ticket.title })
    expect(same.body).toEqual(ticket)
    expect((await dispatcher.sync(head)).lines).toEqual([])
  })

  test('ETags are versions, and null clears a field', async () => {
    const ticket = await dispatcher.newTicket(site.id, {
      scheduledFor: '2026-11-22T14:00:00+02:00',
      plannedMinutes: 30,
    })
    expect(ticket).toMatchObject({ scheduledFor: '2026-11-22T12:00:00.000Z', plannedMinutes: 30 })
    const cleared = await dispatcher.patch<Ticket>(`/tickets/${ticket.id}`, {
      scheduledFor: null,
      plannedMinutes: null,
    })
    expect(cleared.headers.get('etag')).toBe('"2"')
    expect(cleared.body).not.toHaveProperty('scheduledFor')
    expect(cleared.body).not.toHaveProperty('plannedMinutes')
  })
})

describe('bad input gets an answer', () => {
  const body = (more: object) => ({ title: 'T', siteId: site.id, type: 'x', priority: 'P1', ...more })
  test.each([
    ['a missing title', { title: undefined }],
    ['an empty title', { title: '' }],
    ['a title of spaces', { title: '   ' }],
    ['a priority there is not', { priority: 'P9' }],
    ['a site that is no id', { siteId: 'x' }],
    ['a site there is not', { siteId: '019a0000-0000-7000-8000-000000000000' }],
    ['a field there is not', { colour: 'red' }],
    ['a status, which only commands move', { status: 'closed' }],
    ['a version', { version: 7 }],
    ['a description that is too long', { description: 'x'.repeat(20_001) }],
    ['a type that is too long', { type: 'x'.repeat(65) }],
    ['a number for a title', { title: 7 }],
    ['a date that is none', { scheduledFor: 'tomorrow' }],
  ])('%s is 400 invalid_input', async (_what, more) => {
    const { status, body: answer } = await dispatcher.post('/tickets', body(more))
    expect(status).toBe(400)
    expect(answer).toMatchObject({ error: { code: 'invalid_input' } })
  })

  test('text that PostgreSQL cannot hold is 400, not 500', async () => {
    const { status } = await dispatcher.post('/tickets', body({ title: 'nul \u0000 byte' }))
    expect(status).toBe(400)
  })

  test.each([
    { what: 'no JSON', type: 'application/json', text: '{', wanted: 400 },
    { what: 'an array', type: 'application/json', text: '[]', wanted: 400 },
    { what: 'another type', type: 'text/plain', text: 'x', wanted: 415 },
    { what: 'too large', type: 'application/json', text: `"${'x'.repeat(1_100_000)}"`, wanted: 413 },
    { what: 'a prototype', type: 'application/json', text: '{"__proto__": {"x": 1}}', wanted: 400 },
    { what: 'half a surrogate pair', type: 'application/json', text: '{"title": "\\ud800"}', wanted: 400 },
  ])('a body that is $what is $wanted', async ({ type, text, wanted }) => {
    const response = await fetch(`${own.server.http}/api/v1/tickets`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${dispatcher.session.accessToken}` },
      body: text,
    })
    expect(response.status).toBe(wanted)
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } })
  })

  test('a site needs an address or coordinates, both of them, and a time zone that exists', async () => {
    const post = (site: object) => dispatcher.post('/sites', { name: 'S', ...site })
    expect((await post({})).status).toBe(400)
    expect((await post({ latitude: 1 })).status).toBe(400)
    expect((await post({ address: 'x', timeZone: 'Mars/Olympus' })).status).toBe(400)
    expect((await post({ latitude: 40.7, longitude: -74 })).status).toBe(201)
    expect((await post({ latitude: 91, longitude: 0 })).status).toBe(400)
  })
})

test('a technician without a user is deactivated by hand, one with a user through their user', async () => {
  const sub = await expectStatus(201, admin.post<Technician>('/technicians', { name: 'Bauer & Sons' }))
  expect(await admin.patch(`/technicians/${sub.id}`, { active: false })).toMatchObject({
    status: 200,
    body: { active: false, version: 2 },
  })
  const user = await admin.newUser('technician', 'Una Berg')
  expect(await admin.patch(`/technicians/${user.technicianId}`, { active: false })).toMatchObject({ status: 409 })
})
