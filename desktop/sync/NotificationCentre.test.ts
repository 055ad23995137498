import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Channel, type Notification, type NotificationMessage } from '../../api/contract/notification.ts'
import { type NotificationNews } from '../link/messages.ts'
import { type Api } from './api.ts'
import { NotificationCentre } from './NotificationCentre.ts'
import { Passing } from './Passing.ts'
import { answer } from './testing/answers.ts'
import { FakeClock, settle } from './testing/FakeClock.ts'
import { testId } from './testing/ids.ts'
import { collectingLog } from './testing/logs.ts'

/** The server's side of one person's notifications, as simple as it can be. */
class ModelCentre {
  readonly rows = new Map<string, Notification>()
  readonly made: string[] = []
  revision = 0
  readonly #listeners = new Set<(payload: string) => void>()

  get unread(): number {
    return [...this.rows.values()].filter(({ readAt }) => readAt === undefined).length
  }

  make(changed: Partial<Notification> = {}): string {
    const id = testId(this.made.length + 1)
    this.made.push(id)
    const row: Notification = {
      id,
      kind: 'ticket_created',
      severity: 'info',
      subject: { type: 'ticket', id },
      groupKey: 'ticket_created',
      channels: ['centre', 'toast'],
      createdAt: new Date(1_800_000_000_000 + this.made.length * 1000).toISOString(),
      ...changed,
    }
    this.rows.set(id, row)
    this.#tell([row], [])
    return id
  }

  read(ids: string[]): void {
    const items = ids.flatMap((id) => {
      const row = this.rows.get(id)
      return row && row.readAt === undefined ? [{ ...row, readAt: row.createdAt }] : []
    })
    for (const each of items) this.rows.set(each.id, each)
    this.#tell(items, [])
  }

  /** A step of an alarm: the row is the same, and louder. */
  alarm(id: string, alarm: NonNullable<Notification['alarm']>): void {
    const row = this.rows.get(id)
    if (!row) throw new Error('there is no such alarm')
    const { readAt: _, ...louder } = { ...row, alarm, channels: ['centre', 'toast', 'sound'] satisfies Channel[] }
    this.rows.set(id, louder)
    this.#tell([louder], [])
  }

  remove(ids: string[]): void {
    this.#tell(
      [],
      ids.filter((id) => this.rows.delete(id)),
    )
  }

  listen(listener: (payload: string) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #tell(items: Notification[], gone: string[]): void {
    const previous = this.revision++
    const message: NotificationMessage = { v: 1, revision: this.revision, previous, unread: this.unread, items, gone }
    for (const listener of this.#listeners) listener(JSON.stringify(message))
  }

  readonly api: Api = async ({ method, path, body }) => {
    if (method === 'GET') {
      const unreadFirst = [...this.rows.values()].toSorted(
        (a, b) =>
          Number(a.readAt !== undefined) - Number(b.readAt !== undefined) || b.createdAt.localeCompare(a.createdAt),
      )
      const kept = path.includes('kind=alarm') ? unreadFirst.filter(({ kind }) => kind === 'alarm') : unreadFirst
      const items = kept.slice(0, 50)
      const more = kept.length > 50 && { nextCursor: 'more' }
      return answer(200, { items, unread: this.unread, revision: this.revision, ...more })
    }
    const chosen = JSON.parse(body ?? '{}') as { ids?: string[] }
    const ids = chosen.ids ?? [...this.rows.keys()]
    if (path.endsWith('/read')) this.read(ids)
    else this.remove(ids.filter((id) => this.rows.get(id)?.kind !== 'alarm'))
    return answer(200, { changed: ids.length })
  }
}

/** Server time of the devices: the model's rows are older unless a test says otherwise. */
const now = 1_900_000_000_000

class Device {
  readonly centre: NotificationCentre
  readonly news: NotificationNews[] = []
  readonly clock = new FakeClock()
  readonly #server: ModelCentre
  #stop: (() => void) | undefined

  constructor(server: ModelCentre, api: Api = server.api) {
    this.#server = server
    this.centre = new NotificationCentre({
      api,
      log: collectingLog(),
      clock: this.clock,
      now: () => now,
      onChange: () => {},
      onNews: (news) => this.news.push(news),
    })
  }

  /** As a console does it: subscribed first, then asked. */
  async connect(): Promise<void> {
    this.#stop ??= this.#server.listen((payload) => this.centre.receive(payload))
    await this.centre.refresh()
  }

  cut(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  get shown(): string[] {
    return this.news.flatMap(({ items }) => items.map(({ id }) => id))
  }
}

const lineOf = ({ id, readAt }: Notification): string => `${id} ${readAt === undefined ? 'unread' : 'read'}`

async function connected(server: ModelCentre): Promise<Device> {
  const device = new Device(server)
  await device.connect()
  return device
}

test('S70 a message that does not follow on has the list fetched', async () => {
  const server = new ModelCentre()
  const device = await connected(server)
  server.make()
  expect(device.centre.state).toMatchObject({ unread: 1, known: true })
  device.cut()
  server.make()
  await device.connect()
  device.centre.receive('nonsense')
  await settle()
  expect(device.centre.state.unread).toBe(2)
})

test('S75 that one is muted or off duty is shown where another device says so', async () => {
  const device = await connected(new ModelCentre())
  const say = (revision: number, quiet: NotificationMessage['quiet']): void => {
    const message = { v: 1, revision, previous: revision - 1, unread: 0, items: [], gone: [], quiet }
    device.centre.receive(JSON.stringify(message))
  }
  const mutedUntil = '2027-01-15T08:00:00.000Z'
  say(1, { mutedUntil, offDuty: true })
  expect(device.centre.state).toMatchObject({ mutedUntil, offDuty: true })
  say(2, { offDuty: false })
  expect(device.centre.state).not.toHaveProperty('mutedUntil')
  expect(device.centre.state.offDuty).toBe(false)
})

test('S71 what is shown once is not shown again: not by a repeat, a refresh or a reconnect', async () => {
  const server = new ModelCentre()
  const device = await connected(server)
  const id = server.make()
  device.cut()
  await device.connect()
  server.make({ channels: ['centre'] })
  expect(device.shown).toEqual([id])
})

test('S71 what was shown just before a restart is not shown again, whatever the clock says', async () => {
  const server = new ModelCentre()
  const before = await connected(server)
  const id = server.make({ createdAt: new Date(now + 900).toISOString() })
  expect(before.shown).toEqual([id])
  before.cut()
  const after = await connected(server)
  expect(after.news).toEqual([{ items: [], missed: 1, first: true }])
})

test('S72 what came in an absence is one summary; a single one is shown as it is', async () => {
  const server = new ModelCentre()
  server.make()
  const device = await connected(server)
  expect(device.news).toEqual([{ items: [], missed: 1, first: true }])
  const late = new Device(server)
  const joining = late.connect()
  const id0 = server.make()
  await joining
  expect(late.shown, 'what came while the first list was fetched').toEqual([id0])
  device.cut()
  for (let index = 0; index < 70; index++) server.make()
  await device.connect()
  expect(device.news.at(-1)).toEqual({ items: [], missed: 70, first: false })
  device.cut()
  const id = server.make()
  await device.connect()
  expect(device.news.at(-1)?.items.map((each) => each.id)).toEqual([id])
  device.cut()
  server.make({ channels: ['centre'] })
  await device.connect()
  expect(device.news, 'one that is for the centre alone is not shown after an absence either').toHaveLength(4)
  expect(device.centre.state.items).toHaveLength(50)
})

test('S76 a list that could not be had is asked for again', async () => {
  const server = new ModelCentre()
  let failures = 3
  const device = new Device(server, async (call) => {
    if (failures-- > 0) throw new Passing('The server cannot be reached.')
    return server.api(call)
  })
  server.make()
  await device.connect()
  expect(device.centre.state.known).toBe(false)
  await device.clock.advance(10_000)
  expect(device.centre.state).toMatchObject({ known: true, unread: 1 })
  expect(device.clock.running).toBe(0)
})

test('S73 reading shows at once, and comes back where the server does not take it', async () => {
  const server = new ModelCentre()
  const id = server.make()
  const api: Api = async (request) => {
    if (request.method === 'POST') throw new Passing('The server does not answer.')
    return server.api(request)
  }
  const device = new Device(server, api)
  await device.connect()
  const reading = device.centre.choose('read', { ids: [id] })
  expect(device.centre.state).toMatchObject({ unread: 0, items: [{ id }] })
  await expect(reading).rejects.toThrow('does not answer')
  await settle()
  expect(device.centre.state).toMatchObject({ unread: 1 })
})

test('S70 S71 whatever is made, read, cleared, handled, cut and restarted: at rest every device has the same, and showed each once at most', async () => {
  const device = fc.nat({ max: 2 })
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('make' as const, 'handle' as const) }),
    fc.record({ kind: fc.constantFrom('cut' as const, 'join' as const, 'restart' as const), device }),
    fc.record({
      kind: fc.constantFrom('read' as const, 'clear' as const, 'readAll' as const),
      device,
      which: fc.nat({ max: 9 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const server = new ModelCentre()
      const devices = await Promise.all([1, 2, 3].map(() => connected(server)))
      for (const each of steps) {
        const target = 'device' in each ? devices[each.device] : undefined
        if (each.kind === 'make') server.make()
        else if (each.kind === 'handle') server.remove([...server.rows.keys()].slice(0, 1))
        else if (each.kind === 'cut') target?.cut()
        else if (each.kind === 'join') await target?.connect()
        else if (each.kind === 'restart') {
          target?.cut()
          devices[each.device] = await connected(server)
        } else if ('which' in each) {
          const one = target?.centre.state.items[each.which]
          if (each.kind === 'readAll') await target?.centre.choose('read', { all: true })
          else if (one) await target?.centre.choose(each.kind, { ids: [one.id] })
        }
        await settle()
      }
      for (const each of devices) await each.connect()
      await settle()
      const list = [...server.rows.values()].map(lineOf).toSorted()
      for (const { centre, shown } of devices) {
        expect(centre.state.unread).toBe(server.unread)
        const held = centre.state.items
        if (list.length <= 50) {
          expect(held.map(lineOf).toSorted()).toEqual(list)
          expect(held.filter(({ readAt }) => readAt === undefined)).toHaveLength(server.unread)
        }
        expect(new Set(shown).size).toBe(shown.length)
      }
    }),
    { numRuns: 150 },
  )
})

const ticket = { id: testId(900), number: 7, title: 'Gas smell' }
const alarm = { kind: 'alarm', severity: 'error', ticket } as const
const ringing = { step: 'repeat', repeatEvery: 20 } as const

const tones = ({ news }: Device): number => news.filter(({ again }) => again).length

test('S77 an alarm rings again until it is gone, also where it was read; one tone serves two', async () => {
  const server = new ModelCentre()
  const device = await connected(server)
  const id = server.make({ ...alarm, alarm: ringing, channels: ['centre', 'toast', 'sound'] })
  await device.clock.advance(19_999)
  expect(tones(device)).toBe(0)
  await device.clock.advance(1)
  expect(device.news.at(-1)).toMatchObject({ items: [{ id }], missed: 0, again: true })
  server.read([id])
  const other = server.make({ ...alarm, ticket: { ...ticket, id: testId(901) }, alarm: ringing })
  await device.clock.advance(40_000)
  expect(tones(device)).toBe(3)
  expect(device.news.at(-1)?.items.map((each) => each.id)).toEqual([other, id])
  server.remove([id, other])
  await device.clock.advance(100_000)
  expect(tones(device)).toBe(3)
  expect(device.clock.running).toBe(0)
})

test('S77 an alarm rings however much came after it, and lies on top', async () => {
  const server = new ModelCentre()
  const device = await connected(server)
  const id = server.make({ ...alarm, alarm: ringing, channels: ['centre', 'toast', 'sound'] })
  for (let index = 0; index < 70; index++) server.make()
  expect(device.centre.state.items[0]?.id).toBe(id)
  const late = await connected(server)
  expect(late.centre.state.items[0]?.id).toBe(id)
  await late.clock.advance(20_000)
  expect(tones(late)).toBe(1)
  for (const each of [device, late]) each.centre.close()
})

test('S77 nothing rings on after signing out or closing', async () => {
  const server = new ModelCentre()
  server.make({ ...alarm, alarm: ringing })
  const [out, closed] = [await connected(server), await connected(server)]
  for (const device of [out, closed]) device.cut()
  out.centre.clear()
  closed.centre.close()
  expect([out.clock.running, closed.clock.running]).toEqual([0, 0])
})

test('S78 each step is news once, and at the next start once more; an absence sums up the rest', async () => {
  const server = new ModelCentre()
  const device = await connected(server)
  const id = server.make({ ...alarm, alarm: { step: 'badge' }, channels: ['centre'] })
  expect(device.shown, 'a badge is no toast').toEqual([])
  for (const step of ['toast', 'tone', 'tone'] as const) server.alarm(id, { step })
  expect(device.shown).toEqual([id, id])
  await device.connect()
  expect(device.shown).toHaveLength(2)
  device.cut()
  server.alarm(id, ringing)
  for (let index = 0; index < 5; index++) server.make()
  await device.connect()
  expect(device.news.at(-1)).toMatchObject({ items: [{ id }], missed: 5 })
  const late = await connected(server)
  expect(late.news.at(-1)).toMatchObject({ items: [{ id }], first: true })
})

test('S79 an acknowledgement silences at once, and a step that comes all the same is heard', async () => {
  const server = new ModelCentre()
  const device = await connected(server)
  const id = server.make({ ...alarm, alarm: ringing, channels: ['centre', 'toast', 'sound'] })
  const news = server.make()
  expect(device.centre.state.unread).toBe(2)
  device.cut()
  device.centre.acknowledge(ticket.id)
  expect(device.centre.state).toMatchObject({ unread: 1, items: [{ id: news }] })
  await device.clock.advance(100_000)
  expect(tones(device)).toBe(0)
  await device.connect()
  expect(device.centre.state, 'the server has not heard of it').toMatchObject({ unread: 1, items: [{ id: news }] })
  server.alarm(id, { step: 'tone' })
  expect(device.shown.filter((each) => each === id)).toHaveLength(2)
})

test('S77 clearing the list leaves what rings', async () => {
  const server = new ModelCentre()
  const device = await connected(server)
  const id = server.make({ ...alarm, alarm: ringing })
  server.make()
  const cleared = device.centre.choose('clear', { all: true })
  expect(device.centre.state).toMatchObject({ unread: 1, items: [{ id }] })
  await cleared
  expect(device.centre.state).toMatchObject({ unread: 1, items: [{ id }] })
})
