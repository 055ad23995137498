import { afterEach, beforeEach, expect, test } from 'vitest'
import { type SessionUser } from '../../api/contract/session.ts'
import { type Command, type CommandState } from '../link/messages.ts'
import { type HttpAnswer, type HttpRequest } from './ports.ts'
import { type ReplicaStore } from './replicaStore.ts'
import { answer, refusal } from './testing/answers.ts'
import { FakeWorld } from './testing/FakeWorld.ts'
import { settle } from './testing/FakeClock.ts'
import { testId } from './testing/ids.ts'
import { type TestWindow } from './testing/TestWindow.ts'

const dispatcher: SessionUser = { id: testId(1), email: 'd@test.local', name: 'Dee', role: 'dispatcher' }
const second = 1_000
const minute = 60 * second

let world: FakeWorld
let window: TestWindow
/** The commands that reached the server, in their order. */
let sent: HttpRequest[]
/** What it answers to each; the last one again and again. */
let answers: (HttpAnswer | Error)[]

beforeEach(async () => {
  world = new FakeWorld(dispatcher)
  sent = []
  answers = []
  world.network.commands = async (request) => {
    sent.push(request)
    const next = answers.length > 1 ? answers.shift() : answers[0]
    if (next instanceof Error) throw next
    return next ?? answer(200, { id: testId(7), version: 2, title: 'Done' })
  }
  window = await world.live()
})
afterEach(() => world.close())

const rename = (title: string, target = testId(7)): Command => ({ name: 'site.update', target, input: { name: title } })

async function send(command: Command): Promise<string> {
  const { id } = await window.caller.call('send', { command })
  await settle()
  return id
}

const state = (id: string): CommandState['state'] | undefined => window.commands.get(id)?.state
const keys = (): unknown[] => sent.map(({ headers }) => headers['idempotency-key'])

test('S41 commands leave one at a time, in the order in which they were given', async () => {
  const gates: (() => void)[] = []
  const names: string[] = []
  world.network.commands = async ({ body }) => {
    names.push(JSON.parse(body ?? '{}').name)
    await new Promise<void>((resolve) => gates.push(resolve))
    return answer(200, { id: testId(7), version: names.length + 1 })
  }
  await Promise.all(['a', 'b', 'c'].map((name) => send(rename(name))))
  expect(names).toEqual(['a'])
  for (let each = 0; each < 3; each++) {
    gates[each]?.()
    await world.clock.advance(1)
  }
  expect(names).toEqual(['a', 'b', 'c'])
  expect(window.status.waiting).toBe(0)
})

test('S41 S42 what gets no answer is sent again with the same key, and what waits behind it keeps its place', async () => {
  answers = [new Error('no network')]
  const [first, next] = [await send(rename('a')), await send(rename('b'))]
  await world.clock.advance(2 * minute)
  expect(new Set(keys())).toEqual(new Set([first]))
  expect(sent.length).toBeGreaterThan(4)
  answers = []
  await world.clock.advance(31 * second)
  expect([state(first), state(next)]).toEqual(['confirmed', 'confirmed'])
  expect(keys().at(-1)).toBe(next)
})

test.each([
  ['429', refusal(429, 'slow_down', 'Slow down.')],
  ['503', answer(503, 'down for maintenance')],
  ['502', answer(502, '<html>')],
  ['a page of the hotel', answer(200, '<html>Sign in</html>')],
  ['403 of a proxy', answer(403, '<html>Blocked</html>')],
  ['an answer about something else', answer(200, { ok: true })],
  ['an answer that breaks off', answer(200, '{"id":"')],
])('S42 %s is no refusal: it is sent again', async (_what, first) => {
  answers = [first, answer(200, { id: testId(7), version: 2 })]
  const id = await send(rename('a'))
  expect([state(id), window.status.waiting]).toEqual([undefined, 0])
  await world.clock.advance(minute)
  expect([state(id), sent.length]).toEqual(['confirmed', 2])
})

test('S42 a server that asks for patience gets it, whoever is impatient', async () => {
  answers = [
    { ...refusal(429, 'slow_down'), header: (name) => (name === 'retry-after' ? '45' : undefined) },
    answer(200, { id: testId(7), version: 2 }),
  ]
  await send(rename('a'))
  await window.caller.call('wake', { reason: 'asked' })
  await world.clock.advance(44 * second)
  expect(sent.length).toBe(1)
  await world.clock.advance(2 * second)
  expect(sent.length).toBe(2)
})

test('S42 a fault that stays is a refusal after five tries, and the next one goes on', async () => {
  answers = [...Array.from({ length: 5 }, () => refusal(500, 'internal')), answer(200, { id: testId(7), version: 2 })]
  const [poison, next] = [await send(rename('a')), await send(rename('b'))]
  await world.clock.advance(10 * minute)
  expect([state(poison), state(next)]).toEqual(['refused', 'confirmed'])
  expect(window.commands.get(poison)?.refusal?.code).toBe('internal')
})

test('S42 an impatient person is obeyed where the server asked for nothing', async () => {
  answers = [new Error('no network'), answer(200, { id: testId(7), version: 2 })]
  const id = await send(rename('a'))
  await window.caller.call('wake', { reason: 'asked' })
  await world.clock.advance(1)
  expect(state(id)).toBe('confirmed')
})

test('S40 what cannot be kept on disk is refused, and not shown any longer', async () => {
  const store: ReplicaStore = { ...world.store, saveCommands: () => Promise.reject(new Error('disk full')) }
  await world.restart({ store })
  window = await world.window()
  await expect(send(rename('a'))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('device'),
  })
  await world.clock.advance(minute)
  expect([sent, window.status.waiting]).toEqual([[], 0])
})

test('S40 what is not on disk yet is not sent: it may still have to be refused', async () => {
  const { promise, reject } = Promise.withResolvers<void>()
  const store: ReplicaStore = { ...world.store, saveCommands: () => promise }
  await world.restart({ store })
  window = await world.window()
  const sending = window.caller.call('send', { command: rename('a') })
  await settle()
  await window.caller.call('wake', { reason: 'asked' })
  await world.clock.advance(1)
  expect([window.status.waiting, sent]).toEqual([1, []])
  reject(new Error('disk full'))
  await expect(sending).rejects.toMatchObject({ code: 'unavailable' })
  expect(sent).toEqual([])
})

test('S48 steps find the assignment that a claim makes, sent before it is confirmed or a moment too late', async () => {
  world.network.user = { ...dispatcher, role: 'technician', technicianId: testId(900) }
  await window.caller.call('signOut', { discardWaiting: true })
  await window.caller.call('signIn', { email: 't@test.local', password: 'p' })
  await world.clock.advance(second)
  const made = { id: testId(70), technicianId: testId(900), state: 'accepted' }
  const ticket = { id: testId(7), version: 2, assignments: [made] }
  answers = [new Error('no network')]
  const claim = await send({ name: 'ticket.claim', target: testId(7), input: {} })
  await send({ name: 'assignment.en-route', target: claim, input: {} })
  answers = [answer(200, ticket)]
  await world.clock.advance(minute)
  await send({ name: 'assignment.check-in', target: claim, input: {} })
  await world.clock.advance(second)
  expect(sent.slice(-2).map(({ path }) => path)).toEqual([
    `/api/v1/assignments/${testId(70)}/en-route`,
    `/api/v1/assignments/${testId(70)}/check-in`,
  ])
})

test('S40 S44 what waited is there after a restart, under its key and in its order', async () => {
  answers = [new Error('no network')]
  const ids = [await send(rename('a')), await send(rename('b'))]
  await world.restart()
  window = await world.window()
  await window.until('both wait', () => ids.every((id) => state(id) === 'waiting'))
  answers = []
  sent.length = 0
  await world.clock.advance(minute)
  expect(keys()).toEqual(ids)
})

test('S44 a repeat that was carried out the first time, on a row that has left since, is confirmed', async () => {
  const replayed: HttpAnswer = {
    ...refusal(404, 'not_found'),
    header: (name) => (name === 'idempotency-replayed' ? 'true' : undefined),
  }
  answers = [new Error('answer lost'), replayed]
  const id = await send(rename('a'))
  await world.clock.advance(minute)
  expect(state(id)).toBe('confirmed')
})

test('S44 after 29 days it can no longer be told whether it was carried out: its author is asked', async () => {
  answers = [new Error('answer lost')]
  const id = await send(rename('a'))
  world.network.down = true
  world.clock.jump(30 * 24 * 60 * minute)
  await world.clock.advance(minute)
  expect(window.commands.get(id)).toMatchObject({ state: 'refused', refusal: { code: 'gone' } })
})

test('S43 a refusal stays until it is dismissed, through a restart', async () => {
  answers = [refusal(409, 'conflict', 'Someone else changed it.', { fields: ['name'] })]
  const id = await send(rename('typed by hand'))
  await world.clock.advance(1)
  answers = []
  await world.restart()
  window = await world.window()
  await world.clock.advance(minute)
  expect(sent.length, 'it is not sent again').toBe(1)
  expect(window.commands.get(id)).toMatchObject({
    state: 'refused',
    refusal: { details: { fields: ['name'] } },
    command: { input: { name: 'typed by hand' } },
  })
  await window.caller.call('dismiss', { id })
  await world.clock.advance(1)
  expect([state(id), await world.store.loadCommands()]).toEqual(['dismissed', []])
})

test('S46 a patch names the version that its author was looking at', async () => {
  await send({ ...rename('a'), baseVersion: 12 })
  await world.clock.advance(1)
  expect(sent[0]).toMatchObject({
    method: 'PATCH',
    path: `/api/v1/sites/${testId(7)}`,
    headers: { 'if-match': '"12"' },
  })
})

test('S47 a thousand commands wait; the next one is refused in plain words', async () => {
  world.network.down = true
  for (let each = 0; each < 1_000; each++) await window.caller.call('send', { command: rename(`n${each}`) })
  await expect(send(rename('one too many'))).rejects.toMatchObject({
    code: 'slow_down',
    message: expect.stringContaining('1000'),
  })
  expect((await world.store.loadCommands()).length).toBe(1_000)
}, 30_000)

test('S45 a waiting change shows on its row, over whatever the server says meanwhile, and leaves with its answer', async () => {
  const { server } = world.network
  server.update(7, true, 'feed/staff')
  server.publish()
  await world.deliver()
  answers = [new Error('no network')]
  const id = await send(rename('Mine'))
  await world.clock.advance(1)
  expect(window.row('site', testId(7))).toMatchObject({
    version: 1,
    data: { name: 'Mine' },
    pending: [id],
    pendingFields: ['name'],
  })
  server.update(7, true, 'feed/staff')
  server.publish()
  await world.deliver()
  expect(window.row('site', testId(7))).toMatchObject({ version: 2, data: { name: 'Mine' }, pending: [id] })
  answers = [answer(200, { id: testId(7), version: 3, name: 'Mine' })]
  const before = window.batches.length
  await world.clock.advance(31 * second)
  expect(window.batches.slice(before).flatMap(({ rows }) => rows)).toMatchObject([
    { version: 3, data: { name: 'Mine' }, pending: [], pendingFields: [] },
  ])
})

test('S25 a row that a move has joined to another leaves with the answer, which is that other', async () => {
  const stock = { kind: 'part', name: 'Valve', quantity: 4, place: 'warehouse' }
  const made = { ...stock, id: testId(31), warehouse: 'Main', version: 1 }
  const joined = { ...stock, id: testId(32), warehouse: 'Annex', version: 1 }
  for (const row of [made, joined]) {
    answers = [answer(201, row)]
    await send({
      name: 'inventory.create',
      target: '',
      input: { id: row.id, name: row.name, warehouse: row.warehouse },
    })
  }
  answers = [answer(200, { ...joined, quantity: 8, version: 2 })]
  const id = await send({ name: 'inventory.move', target: made.id, input: { warehouse: 'Annex' } })
  await world.clock.advance(1)
  expect(state(id)).toBe('confirmed')
  expect(window.row('inventory', made.id)).toBeUndefined()
  expect(window.row('inventory', joined.id)).toMatchObject({ version: 2, data: { quantity: 8 } })
})

test('S45 of two changes that wait on one row the second stays when the first is confirmed', async () => {
  world.network.server.update(7, true, 'feed/staff')
  world.network.server.publish()
  await world.deliver()
  answers = [new Error('no network')]
  await send(rename('First'))
  const later = await send({ ...rename('x'), input: { notes: 'Second' } } as Command)
  await world.clock.advance(1)
  expect(window.row('site', testId(7))).toMatchObject({
    data: { name: 'First', notes: 'Second' },
    pendingFields: ['name', 'notes'],
  })
  answers = [answer(200, { id: testId(7), version: 2, name: 'First' }), new Error('no network')]
  await window.caller.call('wake', { reason: 'asked' })
  await world.clock.advance(1)
  expect(window.row('site', testId(7))).toMatchObject({
    version: 2,
    data: { name: 'First', notes: 'Second' },
    pending: [later],
    pendingFields: ['notes'],
  })
})

test.each(['the push connection', 'polling'])(
  'S42 what waits is sent as soon as %s reaches the server again',
  async (how) => {
    world.network.expiresIn = 86_400
    await world.clock.advance(13 * minute)
    const { order } = world.network
    const next = async (line: RegExp): Promise<void> => {
      const before = order.length
      while (!order.slice(before).some((each) => line.test(each))) await world.clock.advance(5)
    }
    world.network.cut(true)
    await world.clock.advance(2_345)
    const id = await send(rename('a'))
    await world.clock.advance(5 * minute)
    // It has just been tried in vain: by itself it would wait for 15 s, which is longer than the rest has to.
    if (how === 'polling') {
      await next(/sync/)
      await world.clock.advance(10 * second)
    }
    await next(/PATCH/)
    world.network.mqttDown = how === 'polling'
    world.network.cut(false)
    await next(how === 'polling' ? /sync/ : /SUBSCRIBE/)
    await world.clock.advance(10)
    if (how === 'polling') await window.until('it polls', () => window.status.polling)
    expect(state(id)).toBe('confirmed')
  },
)

test('S49 an answer that comes when someone else is signed in changes nothing for them', async () => {
  const { promise, resolve } = Promise.withResolvers<HttpAnswer>()
  world.network.commands = () => promise
  const id = await send(rename('a'))
  world.network.user = { ...dispatcher, id: testId(2), email: 'e@test.local' }
  await window.caller.call('signOut', { discardWaiting: true })
  await window.caller.call('signIn', { email: 'e@test.local', password: 'p' })
  await world.clock.advance(1)
  world.network.server.update(7, true, 'feed/staff')
  world.network.server.publish()
  await world.deliver()
  resolve(answer(200, { id: testId(7), version: 9, name: 'of another' }))
  await world.clock.advance(1)
  expect([state(id), window.row('site', testId(7))?.version]).toEqual(['dismissed', 1])
})

test('S49 S8 a command that meets the end of the session waits for its author', async () => {
  const { network } = world
  network.commands = async ({ headers }) =>
    headers.authorization === 'Bearer access-1'
      ? refusal(401, 'unauthenticated')
      : answer(200, { id: testId(7), version: 2 })
  network.refreshRefused = true
  const id = await send(rename('a'))
  await world.clock.advance(1)
  expect([window.status.phase, state(id), (await world.store.loadCommands()).length]).toEqual([
    'signed_out',
    'dismissed',
    1,
  ])
  network.refreshRefused = false
  await window.caller.call('signIn', { email: 'd@test.local', password: 'p' })
  await world.clock.advance(minute)
  expect(state(id)).toBe('confirmed')
})

test('S42 a server that doubts a good session is no refusal of the command', async () => {
  answers = [
    refusal(401, 'unauthenticated'),
    refusal(401, 'unauthenticated'),
    answer(200, { id: testId(7), version: 2 }),
  ]
  const id = await send(rename('a'))
  expect(state(id)).toBe(undefined)
  await world.clock.advance(minute)
  expect([state(id), sent.length]).toEqual(['confirmed', 3])
})

test('S45 what is refused shows as the server has it again', async () => {
  world.network.server.update(7, true, 'feed/staff')
  world.network.server.publish()
  await world.deliver()
  const { data } = window.row('site', testId(7)) ?? {}
  answers = [refusal(409, 'conflict')]
  await send(rename('Mine'))
  await world.clock.advance(1)
  expect(window.row('site', testId(7))).toMatchObject({ data, pending: [] })
})

test('S49 commands of one user are not sent, nor shown, while another is signed in', async () => {
  answers = [new Error('no network')]
  const id = await send(rename('a'))
  world.network.refreshRefused = true
  await world.clock.advance(15 * minute)
  expect(window.status.phase).toBe('signed_out')
  world.network.refreshRefused = false
  answers = []
  sent.length = 0
  world.network.user = { ...dispatcher, id: testId(2), email: 'e@test.local' }
  await window.caller.call('signIn', { email: 'e@test.local', password: 'p' })
  await world.clock.advance(5 * minute)
  expect([sent, window.status.waiting]).toEqual([[], 0])
  await window.caller.call('signOut', { discardWaiting: false })
  world.network.user = dispatcher
  await window.caller.call('signIn', { email: 'd@test.local', password: 'p' })
  await world.clock.advance(minute)
  expect([keys(), state(id)]).toEqual([[id], 'confirmed'])
})

test('S52 signing out with changes that wait needs a word', async () => {
  answers = [new Error('no network')]
  await send(rename('a'))
  await expect(window.caller.call('signOut', { discardWaiting: false })).rejects.toMatchObject({ code: 'conflict' })
  await window.caller.call('signOut', { discardWaiting: true })
  expect(await world.store.loadCommands()).toEqual([])
})

test('S54 a command with a password is sent at once or refused, and is on no disk and in no window', async () => {
  const input = { email: 'n@test.local', name: 'New', role: 'dispatcher', password: 'secret words' } as const
  answers = [answer(201, { id: testId(8), version: 1, name: 'New' })]
  await send({ name: 'user.create', input })
  answers = [refusal(409, 'conflict', 'This address is taken.')]
  await expect(send({ name: 'user.create', input })).rejects.toMatchObject({ code: 'conflict' })
  answers = [new Error('no network')]
  await expect(send({ name: 'user.create', input })).rejects.toMatchObject({ code: 'unavailable' })
  await world.clock.advance(minute)
  expect([await world.store.loadCommands(), window.commands.size, sent.length]).toEqual([[], 0, 3])
})
