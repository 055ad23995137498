import { expect, test } from 'vitest'
import { expectStatus } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

/** What was once allowed is asked about again with each use: a key, a link, a cursor or a number of the log opens nothing by itself. */
const own = withServer()
const key = () => ({ 'idempotency-key': crypto.randomUUID() })

/** A ticket that Tim claimed, and what takes it out of his sight. */
async function claimed() {
  const { admin } = own.server
  const [tim, ana] = await Promise.all([admin.newUser('technician', 'Tim'), admin.newUser('technician', 'Ana')])
  const ticket = await admin.newTicket((await admin.newSite()).id)
  await tim.command(ticket.id, 'claim')
  return {
    tim,
    ticket,
    takeAway: async () => {
      await admin.command(ticket.id, 'assign', { technicianId: ana.technicianId })
      await admin.command(ticket.id, 'release', { technicianId: tim.technicianId })
    },
  }
}

test('a repeated key: neither the row nor a remembered refusal is told to who has lost sight of it', async () => {
  const { tim, ticket, takeAway } = await claimed()
  const [comment, refusal] = [key(), key()]
  const said = { body: 'on my way' }
  await expectStatus(201, tim.post(`/tickets/${ticket.id}/comments`, said, comment))
  expect((await tim.post(`/tickets/${ticket.id}/claim`, {}, refusal)).status).toBe(409)
  expect((await tim.post(`/tickets/${ticket.id}/claim`, {}, refusal)).status).toBe(409)
  await takeAway()
  expect((await tim.post(`/tickets/${ticket.id}/comments`, said, comment)).status).toBe(404)
  const again = await tim.post(`/tickets/${ticket.id}/claim`, {}, refusal)
  expect(again.status).toBe(404)
  expect(JSON.stringify(again.body)).not.toContain('assigned')
})

test('a repeated key of somebody with fewer rights than then gives what they may see now', async () => {
  const { admin } = own.server
  const mia = await admin.newUser('manager', 'Mia')
  const user = {
    email: `${crypto.randomUUID()}@test.local`,
    name: 'New',
    role: 'dispatcher',
    password: 'a fine password',
  }
  const header = key()
  const first = await expectStatus(201, mia.post('/users', user, header))
  expect(first['email']).toBe(user.email)
  await admin.patch(`/users/${mia.userId}`, { role: 'technician' })
  const { body } = await mia.post('/users', user, header)
  expect(JSON.stringify(body)).not.toContain(user.email)
})

test('history and attachments’ links end with sight, whole and by number', async () => {
  const { tim, ticket, takeAway } = await claimed()
  const form = new FormData()
  form.set('file', new Blob(['a text of his']), 'note.txt')
  const upload = await fetch(`${own.server.http}/api/v1/tickets/${ticket.id}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tim.session.accessToken}` },
    body: form,
  })
  const { url } = (await upload.json()) as { url: string }
  const get = () =>
    fetch(`${own.server.http}${url}`, { headers: { authorization: `Bearer ${tim.session.accessToken}` } })
  expect((await get()).status).toBe(200)
  const history = `/changes?ticketId=${ticket.id}`
  const { items } = await expectStatus(200, tim.get<{ items: { seq: number }[] }>(history))
  const [from, to] = [items[0]?.seq, items.at(-1)?.seq]
  await takeAway()
  expect((await get()).status).toBe(404)
  expect((await tim.get(history)).status).toBe(404)
  const between = await expectStatus(200, tim.get<{ items: unknown[] }>(`/changes?from=${from}&to=${to}`))
  expect(JSON.stringify(between)).not.toContain(ticket.id)
})

test('an export and a cursor end with the right to them', async () => {
  const { admin } = own.server
  const mia = await admin.newUser('manager', 'Mia')
  const page = await expectStatus(200, mia.get<{ nextCursor: string }>('/audit?limit=1'))
  expect((await mia.get('/audit.csv')).status).toBe(200)
  await admin.patch(`/users/${mia.userId}`, { role: 'dispatcher' })
  expect((await mia.get(`/audit?limit=1&cursor=${page.nextCursor}`)).status).toBe(403)
  expect((await mia.get('/audit.csv')).status).toBe(403)
})
