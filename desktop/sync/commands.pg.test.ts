import { expect, onTestFinished, test } from 'vitest'
import { type Ticket } from '../../api/contract/ticket.ts'
import { testDatabase } from '../../api/db/testing/testDatabase.ts'
import { ApiClient } from '../../api/testing/ApiClient.ts'
import { withServer } from '../../api/testing/withServer.ts'
import { adminSignIn, startServer } from '../../api/testing/startServer.ts'
import { SyncBench } from './testing/SyncBench.ts'
import { SyncProcess } from './testing/SyncProcess.ts'
import { liveBenches } from './testing/liveBenches.ts'
import { type TestWindow } from './testing/TestWindow.ts'

const own = withServer()
const { signedIn, person, newBench } = liveBenches(() => own.server)

async function create(window: TestWindow, siteId: string, title: string): Promise<string> {
  const input = { title, siteId, type: 'Heating', priority: 'P3' } as const
  return (await window.caller.call('send', { command: { name: 'ticket.create', input } })).id
}

/** How often each title is in the database, whoever looks. */
async function titles(siteId: string): Promise<string[]> {
  const rows = await own.database.superuser<{ title: string }>('select title from tickets where site_id = $1', [siteId])
  return rows.map(({ title }) => title).toSorted()
}

const twenty = Array.from({ length: 20 }, (_, index) => `Ticket ${String(index).padStart(2, '0')}`)

test('S45 a created ticket shows at once, waiting, and becomes the confirmed one under the same id', async () => {
  const site = await own.server.admin.newSite()
  const { window } = await signedIn()
  const id = await create(window, site.id, 'Drafted')
  const state = await window.outcome(id)
  const [ticket] = window.all('ticket').filter((each) => each.siteId === site.id)
  expect(state).toMatchObject({ state: 'confirmed', resultId: ticket?.id })
  const shown = window.batches.flatMap(({ rows }) => rows).filter((row) => row.id === ticket?.id)
  expect(shown[0]).toMatchObject({ version: 0, pending: [id], data: { number: 0, status: 'new' } })
  expect(shown.at(-1)).toMatchObject({ version: 1, pending: [], pendingFields: [] })
})

test('S44 answers that are lost on the way lose and double nothing', async () => {
  const site = await own.server.admin.newSite()
  const { window, bench } = await signedIn()
  bench.proxy.loseAnswersTo = /^POST \/api\/v1\/tickets /
  const ids = []
  for (const title of twenty) ids.push(await create(window, site.id, title))
  await expect.poll(() => bench.proxy.lostAnswers, { timeout: 10_000 }).toBeGreaterThan(1)
  bench.proxy.loseAnswersTo = undefined
  await window.caller.call('wake', { reason: 'asked' })
  for (const id of ids) expect((await window.outcome(id)).state).toBe('confirmed')
  expect(await titles(site.id)).toEqual(twenty)
  const numbers = window
    .all('ticket')
    .filter((each) => each.siteId === site.id)
    .toSorted((a, b) => a.number - b.number)
  expect(
    numbers.map(({ title }) => title),
    'in the order in which they were given',
  ).toEqual(twenty)
}, 60_000)

test('S44 S40 a sync process that is killed with commands waiting sends each once when it is back', async () => {
  const site = await own.server.admin.newSite()
  const bench = await newBench()
  const config = { server: bench.proxy.url, folder: bench.folder }
  const first = await SyncProcess.start(config)
  onTestFinished(() => first.kill())
  await first.window.caller.call('signIn', adminSignIn)
  await first.window.untilPhase('live')
  for (const title of twenty.slice(0, 10)) await create(first.window, site.id, title)
  bench.proxy.cut = true
  bench.proxy.drop()
  for (const title of twenty.slice(10)) await create(first.window, site.id, title)
  await first.kill()
  const second = await SyncProcess.start(config)
  onTestFinished(() => second.kill())
  await second.window.until('what waits is shown', () => second.window.commands.size > 0)
  const waiting = [...second.window.commands.values()]
  expect(waiting.length).toBeGreaterThanOrEqual(10)
  const shown = () => new Set(second.window.all('ticket').map(({ title }) => title))
  await second.window.until('and on its rows', () => twenty.slice(10).every((title) => shown().has(title)))
  bench.proxy.cut = false
  await second.window.caller.call('wake', { reason: 'online' })
  for (const { id } of waiting) await second.window.outcome(id)
  expect(await titles(site.id)).toEqual(twenty)
  await second.stop()
}, 60_000)

test('S44 a server that is killed in the middle of writes has each once when it is back', async () => {
  await using database = await testDatabase()
  await using first = await startServer({ DATABASE_URL: database.url })
  let server = first
  const site = await server.admin.newSite()
  const bench = await SyncBench.open(() => server.http)
  onTestFinished(() => bench.close())
  const window = await bench.start()
  await window.caller.call('signIn', adminSignIn)
  await window.untilPhase('live')
  const ids = await Promise.all(twenty.map((title) => create(window, site.id, title)))
  await window.outcome(ids[3] ?? '')
  await server.kill()
  await using second = await startServer({ DATABASE_URL: database.url }, first.dataDir)
  server = second
  for (const id of ids) expect((await window.outcome(id)).state).toBe('confirmed')
  const stored = await database.superuser<{ title: string }>('select title from tickets')
  expect(stored.map(({ title }) => title).toSorted()).toEqual(twenty)
  await window.untilPhase('live', 40_000)
  await window.until('all of them are confirmed on screen', () =>
    window.all('ticket').every(({ number }) => number > 0),
  )
  expect(
    window
      .all('ticket')
      .map(({ title }) => title)
      .toSorted(),
  ).toEqual(twenty)
}, 90_000)

test('S43 a refusal stays with what was typed until it is dismissed, and the next command goes on', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const ticket = await admin.newTicket(site.id)
  const { window, bench } = await signedIn()
  const send = (command: Parameters<typeof window.caller.call<'send'>>[1]['command']) =>
    window.caller.call('send', { command })
  const refused = await send({ name: 'ticket.close', target: ticket.id, input: {} })
  const next = await send({ name: 'ticket.open', target: ticket.id, input: {} })
  expect(await window.outcome(refused.id)).toMatchObject({
    state: 'refused',
    refusal: { code: 'transition_refused', details: { from: 'new' } },
    command: { name: 'ticket.close' },
  })
  expect((await window.outcome(next.id)).state).toBe('confirmed')
  await bench.stop()
  const again = await bench.start()
  await again.until('the refusal is still there', () => again.commands.get(refused.id)?.state === 'refused')
  await again.caller.call('dismiss', { id: refused.id })
  await again.until('it is forgotten', () => again.commands.get(refused.id)?.state === 'dismissed')
  expect((await bench.window()).commands.size).toBe(0)
})

test('S46 of two who edit the same field the second learns it, and keeps what they typed', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const ticket = await admin.newTicket(site.id)
  const { window } = await signedIn()
  const ina = await person('dispatcher', 'ina')
  const other = await ApiClient.signIn(own.server.http, ina.signIn)
  await other.patch(`/tickets/${ticket.id}`, { title: 'First' })
  const patch = (input: { title: string } | { priority: 'P1' }) =>
    window.caller.call('send', {
      command: { name: 'ticket.update', target: ticket.id, input, baseVersion: ticket.version },
    })
  const same = await window.outcome((await patch({ title: 'Second' })).id)
  expect(same).toMatchObject({
    state: 'refused',
    command: { input: { title: 'Second' } },
    refusal: { code: 'conflict', details: { fields: ['title'], current: { title: 'First' } } },
  })
  const merged = await window.outcome((await patch({ priority: 'P1' })).id)
  expect(merged.state).toBe('confirmed')
  expect(window.ticket(ticket.id)).toMatchObject({ title: 'First', priority: 'P1' })
})

test('S48 S45 a technician without network claims, travels and checks in; all of it follows when the network is back', async () => {
  const { admin } = own.server
  const frank = await person('technician', 'frank')
  const site = await admin.newSite()
  const ticket = await admin.newTicket(site.id)
  const { window, bench } = await signedIn(frank.signIn)
  bench.proxy.cut = true
  bench.proxy.drop()
  await window.until('the loss is noticed', () => window.status.phase !== 'live')
  await window.caller.call('send', { command: { name: 'ticket.claim', target: ticket.id, input: {} } })
  await window.until('it is claimed here', () => window.ticket(ticket.id)?.status === 'assigned')
  const [assignment] = window.ticket(ticket.id)?.assignments ?? []
  const target = assignment?.id ?? ''
  await window.caller.call('send', { command: { name: 'assignment.en-route', target, input: {} } })
  const last = await window.caller.call('send', { command: { name: 'assignment.check-in', target, input: {} } })
  await window.until('they are on site here', () => window.ticket(ticket.id)?.assignments[0]?.state === 'on_site')
  expect(window.row('ticket', ticket.id)?.pending).toHaveLength(3)
  expect(window.row('ticket', ticket.id)?.pendingFields).toEqual(
    expect.arrayContaining(['status', 'assignments', 'assigneeIds']),
  )
  bench.proxy.cut = false
  await window.caller.call('wake', { reason: 'online' })
  expect((await window.outcome(last.id)).state).toBe('confirmed')
  const { body } = await admin.get<Ticket>(`/tickets/${ticket.id}`)
  expect(body).toMatchObject({ status: 'in_progress', assignments: [{ state: 'on_site' }] })
  await window.until('nothing waits', () => window.row('ticket', ticket.id)?.pending.length === 0)
}, 40_000)

test('S52 S49 what waits is not left behind by accident, and is never sent by the next one', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const gina = await person('dispatcher', 'gina')
  const { window, bench } = await signedIn(gina.signIn)
  bench.proxy.loseAnswersTo = /^POST \/api\/v1\/tickets /
  await create(window, site.id, 'Kept for its author')
  const leaving = window.caller.call('signOut', { discardWaiting: false })
  await expect(leaving).rejects.toMatchObject({ code: 'conflict', details: { waiting: 1 } })
  // Signed out from elsewhere: nobody asks.
  await own.database.superuser('update sessions set revoked_at = now() where user_id = $1', [gina.id])
  await window.untilPhase('signed_out', 20_000)
  bench.proxy.loseAnswersTo = undefined
  const before = bench.proxy.requests.length
  await window.caller.call('signIn', adminSignIn)
  await window.untilPhase('live')
  expect(window.status.waiting).toBe(0)
  expect(bench.proxy.requests.slice(before).filter((line) => line.startsWith('POST /api/v1/tickets'))).toEqual([])
  await window.caller.call('signOut', { discardWaiting: false })
  await window.caller.call('signIn', gina.signIn)
  await window.until('hers is sent', () => [...window.commands.values()].some(({ state }) => state === 'confirmed'))
  expect(await titles(site.id)).toEqual(['Kept for its author'])
}, 40_000)

test('S45 a deleted ticket leaves at once, and comes back where that is refused', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const ticket = await admin.newTicket(site.id)
  const hank = await person('technician', 'hank')
  const { window } = await signedIn(hank.signIn)
  const { id } = await window.caller.call('send', { command: { name: 'ticket.delete', target: ticket.id, input: {} } })
  expect((await window.outcome(id)).refusal?.code).toBe('forbidden')
  const { gone, rows } = window.batches
    .slice(-2)
    .reduce((all, batch) => ({ gone: [...all.gone, ...batch.gone], rows: [...all.rows, ...batch.rows] }), {
      gone: [] as { id: string }[],
      rows: [] as { id: string }[],
    })
  expect([gone.some((row) => row.id === ticket.id), rows.some((row) => row.id === ticket.id)]).toEqual([true, true])
  const boss = await signedIn()
  await boss.window.caller.call('send', { command: { name: 'ticket.delete', target: ticket.id, input: {} } })
  await window.until('it is gone here too', () => window.ticket(ticket.id) === undefined)
})
