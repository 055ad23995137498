import { expect, test } from 'vitest'
import { withServer } from '../../api/testing/withServer.ts'
import { liveBenches, manyTickets } from './testing/liveBenches.ts'

const own = withServer()
const { signedIn, person, newBench } = liveBenches(() => own.server)

test('S10 S12 S18 a change of one user is on the screen of another, with its latency', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const { window } = await signedIn()
  const ticket = await admin.newTicket(site.id)
  await window.until('the ticket is there', () => window.ticket(ticket.id) !== undefined)
  await admin.patch(`/tickets/${ticket.id}`, { title: 'Changed' })
  await window.until('it changed', () => window.ticket(ticket.id)?.title === 'Changed')
  expect(window.status).toMatchObject({
    phase: 'live',
    polling: false,
    durable: true,
    home: 'process',
    problem: undefined,
    outdated: false,
  })
  expect(window.status.latency).toBeGreaterThanOrEqual(0)
  expect(window.status.latency).toBeLessThan(2_000)
})

test('S11 S20 a technician sees the pool and what is theirs, and what others claim leaves', async () => {
  const { admin } = own.server
  const [anna, ben] = [await person('technician', 'anna'), await person('technician', 'ben')]
  const site = await admin.newSite('Seen through its ticket')
  const ticket = await admin.newTicket(site.id)
  const a = await signedIn(anna.signIn)
  const b = await signedIn(ben.signIn)
  for (const { window } of [a, b]) expect(window.ticket(ticket.id)?.status).toBe('new')
  const { id } = await a.window.caller.call('send', { command: { name: 'ticket.claim', target: ticket.id, input: {} } })
  expect((await a.window.outcome(id)).state).toBe('confirmed')
  expect(a.window.ticket(ticket.id)?.status).toBe('assigned')
  await b.window.until('it has left', () => b.window.ticket(ticket.id) === undefined)
  await b.window.until('its site too', () => b.window.row('site', site.id) === undefined)
  await admin.command(ticket.id, 'release')
  await b.window.until('it is back, unchanged site and all', () => {
    return b.window.ticket(ticket.id)?.status === 'open' && b.window.row('site', site.id) !== undefined
  })
})

test('S17 a reconnect costs what changed, not the working set', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const [first = '', second = ''] = await manyTickets(admin, site.id, 400)
  const { window, bench } = await signedIn()
  const whole = bench.proxy.down
  bench.proxy.cut = true
  bench.proxy.drop()
  await window.until('the loss is noticed', () => window.status.phase !== 'live')
  await admin.patch(`/tickets/${first}`, { title: 'Changed while away' })
  await admin.command(second, 'cancel', { reason: 'Gone' })
  bench.proxy.cut = false
  bench.proxy.down = 0
  await window.caller.call('wake', { reason: 'online' })
  await window.untilPhase('live')
  await window.until('it is there', () => window.ticket(first)?.title === 'Changed while away')
  expect(window.ticket(second)?.status).toBe('cancelled')
  // Headers, CONNACK, SUBACK, retained topics of technicians, a head, and two tickets.
  expect(bench.proxy.down).toBeLessThan(12_000)
  expect(whole).toBeGreaterThan(bench.proxy.down * 2)
}, 60_000)

test('S31 a restart shows the last state with its age before the network has answered', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const ticket = await admin.newTicket(site.id)
  const { bench, window } = await signedIn()
  await window.until('the ticket is there', () => window.ticket(ticket.id) !== undefined)
  await bench.stop()
  bench.proxy.cut = true
  const again = await bench.start()
  await again.until('all of it is shown', () => again.batches.some(({ complete }) => complete.includes('user')))
  expect(again.ticket(ticket.id)).toMatchObject({ title: ticket.title })
  expect(again.status.user?.email).toBe('admin@test.local')
  expect(Date.parse(again.status.asOf ?? '')).toBeGreaterThan(Date.now() - 60_000)
  expect(['starting', 'reconnecting']).toContain(again.status.phase)
  bench.proxy.cut = false
  await again.caller.call('wake', { reason: 'asked' })
  await again.untilPhase('live')
})

test('S5 where WebSockets do not get through, polling shows the data and says so', async () => {
  const { admin } = own.server
  const site = await admin.newSite('Behind a proxy')
  const bench = await newBench()
  bench.proxy.noUpgrade = true
  const window = await bench.start()
  await window.caller.call('signIn', { email: 'admin@test.local', password: 'a long enough password' })
  await window.until('it polls', () => window.status.polling)
  expect(window.row('site', site.id)?.data).toMatchObject({ name: 'Behind a proxy' })
  expect(window.status.phase).toBe('reconnecting')
  bench.proxy.noUpgrade = false
  await window.caller.call('wake', { reason: 'asked' })
  await window.untilPhase('live')
  expect(window.status.polling).toBe(false)
})

test('S8 a session that is ended elsewhere says so, and the same user finds the replica again', async () => {
  const carla = await person('dispatcher', 'carla')
  const { window, bench } = await signedIn(carla.signIn)
  const sessions = await own.database.superuser<{ id: string }>(
    'update sessions set revoked_at = now() where user_id = $1 returning id',
    [carla.id],
  )
  expect(sessions.length).toBeGreaterThan(0)
  await window.untilPhase('signed_out', 20_000)
  expect(window.status).toMatchObject({ user: undefined, problem: expect.stringMatching(/.+/) })
  bench.proxy.requests.length = 0
  await window.caller.call('signIn', carla.signIn)
  await window.untilPhase('live')
  expect(bench.proxy.requests.filter((line) => line.includes('/sync'))).toEqual([
    expect.stringMatching(/\/sync\?since=\d+/),
  ])
}, 40_000)

test('S34 another user on the same machine sees nothing of the one before', async () => {
  const { admin } = own.server
  const site = await admin.newSite('For dispatchers')
  const { window } = await signedIn()
  expect(window.row('site', site.id)).toBeDefined()
  await window.caller.call('signOut', { discardWaiting: false })
  await window.untilPhase('signed_out')
  await window.until('nothing is shown', () => window.rows.size === 0)
  const dave = await person('technician', 'dave')
  await window.caller.call('signIn', dave.signIn)
  await window.untilPhase('live')
  expect(window.row('site', site.id)).toBeUndefined()
  expect(window.all('technician').map(({ name }) => name)).toEqual(['dave'])
})

test('S34 S14 a change of role starts over with what the new role may see', async () => {
  const { admin } = own.server
  const erin = await person('dispatcher', 'erin')
  const site = await admin.newSite('Not for technicians')
  const { window } = await signedIn(erin.signIn)
  expect(window.row('site', site.id)).toBeDefined()
  await admin.patch(`/users/${erin.id}`, { role: 'technician' })
  await window.until(
    'erin is a technician here too',
    () => window.status.user?.role === 'technician' || window.status.phase === 'signed_out',
    30_000,
  )
  if (window.status.phase === 'signed_out') await window.caller.call('signIn', erin.signIn)
  await window.untilPhase('live')
  expect(window.row('site', site.id)).toBeUndefined()
}, 60_000)

test('S35 a role that changed while nobody was connected is noticed with the first answer', async () => {
  const { admin } = own.server
  const fay = await person('technician', 'fay')
  const site = await admin.newSite('For staff')
  const { window } = await signedIn(fay.signIn)
  expect(window.row('site', site.id)).toBeUndefined()
  await admin.patch(`/users/${fay.id}`, { role: 'dispatcher' })
  await window.caller.call('list', { collection: 'tickets', params: {} })
  await window.until('the site is shown', () => window.row('site', site.id) !== undefined)
  expect(window.status.user?.role).toBe('dispatcher')
}, 60_000)

test('S62 the topics of an open ticket come and go with the window that shows it', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const ticket = await admin.newTicket(site.id)
  const { window, bench } = await signedIn()
  const other = await bench.window()
  await other.caller.call('openTicket', { id: ticket.id })
  await admin.patch(`/tickets/${ticket.id}`, { title: 'Seen twice, shown once' })
  await window.until('it changed', () => window.ticket(ticket.id)?.title === 'Seen twice, shown once')
  other.caller.close()
  await admin.patch(`/tickets/${ticket.id}`, { title: 'And again' })
  await window.until('it changed again', () => window.ticket(ticket.id)?.title === 'And again')
  expect(bench.log.lines.filter(({ level }) => level !== 'info')).toEqual([])
})

test('history and lists are fetched on demand, and refused in plain words without network', async () => {
  const { admin } = own.server
  const site = await admin.newSite()
  const ticket = await admin.newTicket(site.id)
  const { window, bench } = await signedIn()
  await expect
    .poll(async () => (await window.caller.call('history', { ticketId: ticket.id })).items.map(({ action }) => action))
    .toEqual(['create'])
  const page = await window.caller.call('list', { collection: 'tickets', params: { siteId: site.id, limit: '1' } })
  expect(page.items).toMatchObject([{ id: ticket.id }])
  const wrong = window.caller.call('list', { collection: 'tickets', params: { nonsense: '1' } })
  await expect(wrong).rejects.toMatchObject({ name: 'Refused', code: 'invalid_input' })
  bench.proxy.cut = true
  bench.proxy.drop()
  const none = window.caller.call('list', { collection: 'sites', params: {} })
  await expect(none).rejects.toMatchObject({ name: 'Refused', code: 'unavailable' })
})
