import { beforeEach, expect, test } from 'vitest'
import { entityTypes } from '../../api/contract/change.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { ApiClient, expectStatus } from '../../api/testing/ApiClient.ts'
import { MqttListener } from '../../api/testing/MqttListener.ts'
import { stopwatch } from '../../api/testing/stopwatch.ts'
import { withServer } from '../../api/testing/withServer.ts'
import { type RowType } from '../link/messages.ts'
import { liveBenches, type SignedIn } from './testing/liveBenches.ts'

/** A ticket that is assigned only to others leaves every other technician: their screens within a second, and every road to it. */
const own = withServer()
const { signedIn, person } = liveBenches(() => own.server)

interface Technician extends SignedIn {
  api: ApiClient
}

async function technician(name: string): Promise<Technician> {
  const { signIn } = await person('technician', name)
  return { ...(await signedIn(signIn)), api: await ApiClient.signIn(own.server.http, signIn) }
}

let siteId: string
let ana: Technician
beforeEach(async () => {
  siteId = (await own.server.admin.newSite('Its site')).id
  ana = await technician('ana')
})

const word = 'zyxwool'
const patient = { timeout: 20_000 }
/** One`s times do not overlap. */
let hours = 0

/** Somebody's until a moment ago, with all that can hang on it. */
async function fullTicket(of: ApiClient): Promise<{ ticket: Ticket; attachment: string }> {
  const { admin } = own.server
  const ticket = await admin.newTicket(siteId, { title: `Pump ${word}` })
  await of.command(ticket.id, 'claim')
  await expectStatus(201, admin.post(`/tickets/${ticket.id}/comments`, { body: `Comment ${word}` }))
  const startedAt = new Date(Date.UTC(2026, 10, 20, hours++))
  const hour = { startedAt, endedAt: new Date(startedAt.getTime() + 3_600_000) }
  await expectStatus(201, of.post(`/tickets/${ticket.id}/time-entries`, { ...hour, note: `Time ${word}` }))
  const form = new FormData()
  form.set('file', new Blob([`File ${word}`]), `${word}.txt`)
  const upload = await fetch(`${admin.http}/api/v1/tickets/${ticket.id}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.session.accessToken}` },
    body: form,
  })
  const { url } = (await upload.json()) as { url: string }
  return { ticket, attachment: url.replace('/api/v1', '') }
}

/** What a replica or an answer says of it. */
function traces(of: Technician, ticket: Ticket): string[] {
  const rows = [...of.window.rows.entries()]
  return rows.filter(([, { data }]) => mentions(data, ticket)).map(([key]) => key)
}

function mentions(what: unknown, { id }: Ticket): boolean {
  const text = JSON.stringify(what)
  return text.includes(id) || text.includes(word)
}

test(
  'its row and what hangs on it leave the screens of all others within a second, also of who has it open; who was away never sees it again',
  { timeout: 60_000 },
  async () => {
    const { admin } = own.server
    const [tim, bo, away] = [await technician('tim'), await technician('bo'), await technician('away')]
    const took: number[] = []
    for (let round = 0; round < 5; round++) {
      const { ticket } = await fullTicket(tim.api)
      await admin.command(ticket.id, 'release')
      await tim.window.caller.call('openTicket', { id: ticket.id })
      // A pool ticket, with its comment, its time and its file: on everybody's screen.
      for (const each of [tim, bo, ...(round === 0 ? [away] : [])])
        await each.window.until('all of it is there', () => traces(each, ticket).length >= 4)
      if (round === 0) await away.bench.stop()
      const since = stopwatch([own.server.pid, process.pid])
      await admin.command(ticket.id, 'assign', { technicianId: ana.api.technicianId })
      for (const each of [tim, bo])
        await each.window.until('nothing of it is left', () => traces(each, ticket).length === 0)
      took.push(since())
      if (round > 0) continue
      const window = await away.bench.start()
      await window.untilPhase('live')
      const isLoaded = (type: RowType) => window.batches.some(({ complete }) => complete.includes(type))
      await window.until('all there is has come', () => entityTypes.every(isLoaded))
      expect(traces({ ...away, window }, ticket)).toEqual([])
    }
    // From the command on, in each round: the slowest of them.
    expect(Math.max(...took)).toBeLessThan(1_000)
  },
)

test('a released one goes from one`s own to the pool, for everybody; one that has ended leaves it', async () => {
  const { admin } = own.server
  const tim = await technician('tim')
  const ticket = await admin.newTicket(siteId)
  await tim.api.command(ticket.id, 'claim')
  const assignees = (of: Technician) => of.window.ticket(ticket.id)?.assigneeIds
  await tim.window.until('it is his', () => assignees(tim)?.length === 1)
  await ana.window.until('she sees nothing of it', () => assignees(ana) === undefined)
  await tim.api.command(ticket.id, 'release')
  for (const each of [tim, ana]) await each.window.until('it is in the pool', () => assignees(each)?.length === 0)
  await admin.command(ticket.id, 'cancel', { reason: 'Not needed' })
  for (const each of [tim, ana]) await each.window.until('it has left', () => assignees(each) === undefined)
})

test('no road leads to it any more: rows, files, history, lists, search, exports, notifications, /sync, topics', async () => {
  const { admin } = own.server
  const { api: tim } = await technician('tim')
  const { ticket, attachment } = await fullTicket(tim)
  const { head: before } = await tim.sync()
  const words = `${word} ${ticket.number}`
  const notified = `/notifications?q=${word}`
  // That a comment was made on his ticket is his to know, as long as it is his.
  await expect.poll(async () => mentions((await tim.get(notified)).body, ticket), patient).toBe(true)
  await admin.command(ticket.id, 'release')
  await admin.command(ticket.id, 'assign', { technicianId: ana.api.technicianId })
  for (const path of ['', '/comments', '/time-entries', '/attachments', '/assignments'])
    expect([path, (await tim.get(`/tickets/${ticket.id}${path}`)).status]).toEqual([path, 404])
  expect((await tim.get(attachment)).status).toBe(404)
  expect((await tim.get(`/changes?ticketId=${ticket.id}`)).status).toBe(404)
  const { head } = await tim.sync()
  const roads = [
    `/changes?from=0&to=${head}`,
    '/tickets?limit=200',
    `/tickets?q=${word}`,
    `/tickets?siteId=${siteId}`,
    '/exports/tickets.csv',
    `/exports/tickets.csv?q=${word}`,
    '/sync',
  ]
  for (const road of roads) {
    const { status, body } = await tim.get(road)
    expect([road, status, mentions(body, ticket)]).toEqual([road, 200, false])
  }
  const { lines } = await tim.sync(before)
  const left = lines.filter(({ id }) => id === ticket.id)
  expect(left).toMatchObject([{ type: 'ticket', gone: true }])
  expect(left[0]?.data).toBeUndefined()
  expect(JSON.stringify(lines)).not.toContain(word)
  // What was said of it goes with the relay's next look; of the loss itself only the number is told.
  for (const road of [notified, `/notifications?q=${words}`])
    await expect.poll(async () => JSON.stringify((await tim.get(road)).body), patient).not.toContain(word)
  await expect
    .poll(async () => JSON.stringify((await tim.get('/notifications?limit=200')).body), patient)
    .not.toContain(word)

  const listener = await MqttListener.connect(own.server.mqtt, tim.session.accessToken)
  await listener.client.subscribeAsync([`tickets/${ticket.id}`, `tickets/${ticket.id}/comments`], { qos: 1 })
  await expectStatus(201, admin.post(`/tickets/${ticket.id}/comments`, { body: `More ${word}` }))
  await admin.patch(`/tickets/${ticket.id}`, { title: `Still ${word}` })
  await listener.client.subscribeAsync('system/head', { qos: 1 })
  const { head: last } = await admin.sync()
  await listener.untilHead(last)
  expect(listener.received.filter(({ text }) => text.includes(word))).toEqual([])
  await listener.end()
})
