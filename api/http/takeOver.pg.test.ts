import { beforeAll, expect, test } from 'vitest'
import { type Notification, type NotificationPage } from '../contract/notification.ts'
import { type Site } from '../contract/site.ts'
import { type Ticket } from '../contract/ticket.ts'
import { expectStatus, type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let ana: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = own.server
  dana = await admin.newUser('dispatcher', 'Dana')
  luis = await admin.newUser('dispatcher', 'Luis')
  tim = await admin.newUser('technician', 'Tim')
  ana = await admin.newUser('technician', 'Ana')
  site = await admin.newSite('Depot')
})

const toAna = (more: object) => ({ technicianId: ana.technicianId, ...more })
/** A loaded machine takes its time. */
const patient = { timeout: 20_000 }

async function released(who: ApiClient, ticket: Ticket): Promise<Notification | undefined> {
  const { items } = (await who.get<NotificationPage>('/notifications?kind=released')).body
  return items.find((each) => each.ticket?.id === ticket.id)
}

test('a dispatcher who meant an unassigned ticket learns who was quicker and when; another technician only that it is taken', async () => {
  const ticket = await dana.newTicket(site.id)
  const claimed = await tim.command(ticket.id, 'claim')
  const refused = await dana.post(`/tickets/${ticket.id}/assign`, toAna({ ifUnassigned: true }))
  const details = {
    technicianId: tim.technicianId,
    technician: 'Tim',
    by: 'Tim',
    at: claimed.assignments[0]?.assignedAt,
  }
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'already_assigned', details } } })
  expect(refused.body).toMatchObject({ error: { message: 'Tim has taken it meanwhile.' } })
  expect((await dana.get<Ticket>(`/tickets/${ticket.id}`)).body, 'nothing came of it').toEqual(claimed)
  expect((await ana.post(`/tickets/${ticket.id}/claim`)).status).toBe(404)

  const crew = await expectStatus(200, dana.post<Ticket>(`/tickets/${ticket.id}/assign`, toAna({})))
  expect(crew.assigneeIds, 'who means a crew gets one').toEqual([tim.technicianId, ana.technicianId])
})

test('of two dispatchers who assign at once one is told of the other', async () => {
  const tickets = await Promise.all(Array.from({ length: 8 }, () => luis.newTicket(site.id)))
  for (const { id } of tickets) {
    const both = await Promise.all([
      dana.post<Ticket>(`/tickets/${id}/assign`, { technicianId: tim.technicianId, ifUnassigned: true }),
      luis.post<Ticket>(`/tickets/${id}/assign`, toAna({ ifUnassigned: true })),
    ])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const refused = both.find(({ status }) => status === 409)
    const winner = both[0].status === 200 ? ['Dana', 'Tim'] : ['Luis', 'Ana']
    expect(refused?.body).toMatchObject({ error: { details: { by: winner[0], technician: winner[1] } } })
    const { body } = await dana.get<Ticket>(`/tickets/${id}`)
    expect(body.assigneeIds).toHaveLength(1)
  }
})

test('taken over with a reason: one is released and told why, the other assigned; the reason stays, and only the staff may', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Lift stuck' })
  await tim.command(ticket.id, 'claim')
  expect((await dana.post(`/tickets/${ticket.id}/take-over`, toAna({}))).status).toBe(400)
  expect((await dana.post(`/tickets/${ticket.id}/take-over`, toAna({ reason: '  ' }))).status).toBe(400)
  expect((await tim.post(`/tickets/${ticket.id}/take-over`, toAna({ reason: 'Mine' }))).status).toBe(403)
  expect((await ana.post(`/tickets/${ticket.id}/take-over`, toAna({ reason: 'Mine' }))).status).toBe(404)
  const over = await dana.command(ticket.id, 'take-over', toAna({ reason: 'Ana is next door' }))
  expect(over.status).toBe('assigned')
  expect(over.assignments).toMatchObject([
    { technicianId: tim.technicianId, state: 'released', reason: 'Ana is next door', releasedAt: over.updatedAt },
    { technicianId: ana.technicianId, state: 'assigned', assignedAt: over.updatedAt },
  ])
  expect((await tim.get(`/tickets/${ticket.id}`)).status, 'it is out of sight').toBe(404)
  expect((await ana.get(`/tickets/${ticket.id}`)).status).toBe(200)

  await expect.poll(() => released(tim, ticket), patient).toBeDefined()
  const told = await released(tim, ticket)
  expect(told).toMatchObject({ detail: 'Ana is next door', ticket: { number: ticket.number } })
  expect(told?.ticket, 'and nothing more of what is out of sight').not.toHaveProperty('title')
  expect(told).not.toHaveProperty('site')
  await expect
    .poll(async () => (await ana.get<NotificationPage>('/notifications?kind=assigned')).body.items.length, patient)
    .toBeGreaterThan(0)
  const history = await luis.get<{ items: { action: string; by: { name: string } }[] }>(
    `/changes?ticketId=${ticket.id}`,
  )
  expect(history.body.items.map(({ action, by }) => [action, by.name]).at(-1)).toEqual(['taken_over', 'Dana'])
})

test('whoever is on it stays; where nobody else is any more it is a plain assignment; nobody takes over from themselves', async () => {
  const ticket = await dana.newTicket(site.id)
  const first = await dana.command(ticket.id, 'take-over', toAna({ reason: 'Nobody is there' }))
  expect(first.assignments).toMatchObject([{ technicianId: ana.technicianId, state: 'assigned' }])
  expect(first.assignments[0]).not.toHaveProperty('reason')
  const again = await dana.post(`/tickets/${ticket.id}/take-over`, toAna({ reason: 'Again' }))
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'already_assigned' } } })
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  const alone = await luis.command(ticket.id, 'take-over', toAna({ reason: 'One is enough' }))
  expect(alone.assigneeIds).toEqual([ana.technicianId])
  expect(alone.assignments).toHaveLength(2)
  await dana.command(ticket.id, 'cancel', { reason: 'false alarm' })
  const late = await luis.post(`/tickets/${ticket.id}/take-over`, { technicianId: tim.technicianId, reason: 'Late' })
  expect(late).toMatchObject({ status: 409, body: { error: { code: 'transition_refused' } } })
})
