import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Queryable } from '../db/Database.ts'
import { runCommand } from '../commands/runCommand.ts'
import { type CommandInput, type CommandName } from '../contract/commands.ts'
import { type Principal } from '../contract/principal.ts'
import { type Role } from '../contract/user.ts'
import { saveAlarmPolicy } from '../commands/saveAlarmPolicy.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { climbAlarms } from './climbAlarms.ts'
import { notifyNext } from './Notifier.ts'

const start = Date.parse('2026-11-22T06:00:00Z')
const usual = { badge: 15, toast: 30, tone: 45, repeat: 60, next: 120, manager: 300, repeatEvery: 20 }
let clock = start
let database: TestDatabase
const site = newId()
const people = {
  dana: person('Dana', 'dispatcher'),
  luis: person('Luis', 'dispatcher'),
  ann: person('Ann', 'dispatcher'),
  mo: person('Mo', 'manager'),
  tim: person('Tim', 'technician'),
}
const { dana, luis, ann, mo, tim } = people
let connected: string[]

function person(name: string, role: Role): Principal & { userId: string } {
  const userId = newId()
  return { userId, name, role, ...(role === 'technician' && { technicianId: userId }) }
}

beforeAll(async () => {
  database = await testDatabase({ now: () => new Date(clock) })
  for (const { userId, name, role } of Object.values(people)) {
    await database.superuser(
      `insert into users (id, name, role, created_at, updated_at) values ($1, $2, $3, '2020-01-01', now())`,
      [userId, name, role],
    )
  }
  await database.superuser(
    `insert into technicians (id, user_id, name, duty, status_since, created_at, updated_at)
     values ($1, $1, 'Tim', 'on_shift', now(), now(), now())`,
    [tim.userId],
  )
  await database.superuser(
    `insert into sites (id, name, address, time_zone, created_at, updated_at) values ($1, 'Depot', 'x', 'UTC', now(), now())`,
    [site],
  )
})
afterAll(() => database[Symbol.asyncDispose]())

beforeEach(async () => {
  clock = start
  connected = [dana.userId, luis.userId, ann.userId, tim.userId]
  for (const table of ['alarms', 'notifications', 'notification_preferences']) {
    await database.superuser(`delete from ${table}`)
  }
  await saveAlarmPolicy(database.db, mo, usual)
})

/** Carries a command out, and lets the notifier see what came of it, as the relay would. */
async function run<Name extends CommandName>(
  principal: Principal,
  name: Name,
  id: string,
  input: CommandInput<Name>,
): Promise<string> {
  const context = { db: database.db, hashPassword: async () => '' }
  const outcome = await runCommand(context, { name, principal, id, input })
  if (outcome.kept) throw new Error('it was kept')
  await notify()
  return outcome.value.id
}

async function notify(): Promise<void> {
  await database.superuser('update changes set seq = id where seq is null')
  await database.superuser('update relay_head set seq = (select max(seq) from changes)')
  while ((await notifyNext(database.db)).count > 0);
}

const critical = (by: Principal = dana): Promise<string> =>
  run(by, 'ticket.create', '', { title: 'Gas smell', siteId: site, type: 'Gas', priority: 'P1' })

const namesOf = (ids: readonly string[]): string[] =>
  ids.map((id) => Object.values(people).find(({ userId }) => userId === id)?.name ?? id).toSorted()

/** Two nodes look at once. @returns whom they told */
async function lookAt(seconds: number): Promise<string[]> {
  clock = start + seconds * 1_000
  const told: string[] = []
  const look = (): Promise<number> =>
    climbAlarms({ db: database.db, connected: () => connected, onNotified: (ids) => told.push(...ids) })
  await Promise.all([look(), look()])
  expect(new Set(told).size, 'nobody is told a step twice').toBe(told.length)
  return namesOf(told)
}

interface Told {
  user_id: string
  alarm: { step: string; repeatEvery?: number }
  channels: string[]
  read: boolean
}

/** The alarms that each person has now: how loud, and whether they were read. */
async function alarms(): Promise<Record<string, string>> {
  const rows = await database.superuser<Told>(
    `select user_id, alarm, channels, read_at is not null as read from notifications
     where kind = 'alarm' and handled_at is null and cleared_at is null`,
  )
  return Object.fromEntries(
    rows.map(({ user_id, alarm, channels, read }) => {
      const loud = channels.findLast((each) => each !== 'email' && each !== 'push')
      const again = alarm.repeatEvery === undefined ? [] : [`every ${alarm.repeatEvery} s`]
      return [namesOf([user_id])[0], [alarm.step, loud, ...again, ...(read ? ['read'] : [])].join(', ')]
    }),
  )
}

test('a critical ticket that waits gets louder at one desk, then comes to the next, then to the manager; each step once', async () => {
  await critical()
  expect(await lookAt(14)).toEqual([])
  const [first] = await lookAt(15)
  if (first === undefined) throw new Error('nobody was told')
  const second = first === 'Luis' ? 'Ann' : 'Luis'
  expect([first, second].toSorted(), 'who made it is not asked first').toEqual(['Ann', 'Luis'])
  expect(await alarms()).toEqual({ [first]: 'badge, centre' })
  expect(await lookAt(29)).toEqual([])
  expect(await lookAt(30)).toEqual([first])
  expect(await alarms()).toEqual({ [first]: 'toast, toast' })
  expect(await lookAt(45)).toEqual([first])
  expect(await alarms()).toEqual({ [first]: 'tone, sound' })
  expect(await lookAt(60)).toEqual([first])
  const ringing = 'repeat, sound, every 20 s'
  expect(await alarms()).toEqual({ [first]: ringing })
  expect(await lookAt(119)).toEqual([])
  expect(await lookAt(120)).toEqual([second])
  expect(await lookAt(300)).toEqual(['Mo'])
  expect(await alarms()).toEqual({ [first]: ringing, [second]: ringing, Mo: ringing })
  expect(await lookAt(100_000), 'the last step').toEqual([])
})

test('it says the same as the news of the ticket, and takes its place', async () => {
  await critical()
  const unread = () =>
    database.superuser<{ user_id: string; n: number }>(
      'select user_id, count(*)::int as n from notifications where handled_at is null group by user_id',
    )
  const before = await unread()
  expect(before.map(({ n }) => n)).toEqual(before.map(() => 1))
  await lookAt(15)
  expect(new Map((await unread()).map(({ user_id, n }) => [user_id, n]))).toEqual(
    new Map(before.map(({ user_id, n }) => [user_id, n])),
  )
})

test('one acknowledgement ends it for everybody, the first one counts, and the ticket says whose it was', async () => {
  const id = await critical()
  await lookAt(300)
  expect(Object.keys(await alarms())).toHaveLength(3)
  await database.superuser(`update notifications set read_at = now() where kind = 'alarm' and user_id = $1`, [
    mo.userId,
  ])
  await run(luis, 'ticket.acknowledge', id, {})
  expect(await alarms(), 'also for who has read it').toEqual({})
  clock += 1_000
  await run(ann, 'ticket.acknowledge', id, {})
  const [ticket] = await database.superuser<{
    acknowledged_at: Date
    acknowledged_by: { name: string }
    version: number
  }>('select acknowledged_at, acknowledged_by, version from tickets where id = $1', [id])
  expect(ticket).toEqual({
    acknowledged_at: new Date(start + 300_000),
    acknowledged_by: { id: luis.userId, name: 'Luis' },
    version: 2,
  })
  expect(await lookAt(1_000)).toEqual([])
})

const critically = { title: 'Gas smell', siteId: site, type: 'Gas', priority: 'P1' as const }

test.for<[string, (id: string) => Promise<unknown>]>([
  ['is assigned', (id) => run(luis, 'ticket.assign', id, { technicianId: tim.userId })],
  ['is claimed', (id) => run(tim, 'ticket.claim', id, {})],
  ['is not critical any more', (id) => run(luis, 'ticket.update', id, { priority: 'P2' })],
  ['is cancelled', (id) => run(luis, 'ticket.cancel', id, { reason: 'false alarm' })],
  ['is deleted', (id) => run(mo, 'ticket.delete', id, {})],
  [
    'is on hold',
    async (id) => (await run(luis, 'ticket.open', id, {})) && run(luis, 'ticket.hold', id, { reason: 'access' }),
  ],
])('it ends where the ticket %s', async ([, see]) => {
  const id = await critical()
  await lookAt(60)
  expect(Object.keys(await alarms())).toHaveLength(1)
  await see(id)
  expect(await alarms()).toEqual({})
  expect(await lookAt(500)).toEqual([])
})

test('nobody is told any more once it was seen to, also where the notifier has not come to it', async () => {
  const id = await critical()
  await database.superuser(`update tickets set status = 'assigned' where id = $1`, [id])
  expect(await lookAt(60)).toEqual([])
  expect(await alarms()).toEqual({})
})

test('triage alone does not end it; a ticket that falls back to waiting begins anew', async () => {
  const id = await critical()
  await run(luis, 'ticket.open', id, {})
  expect(await lookAt(15)).toHaveLength(1)
  await run(luis, 'ticket.acknowledge', id, {})
  await run(luis, 'ticket.assign', id, { technicianId: tim.userId })
  await run(luis, 'ticket.release', id, {})
  expect(await lookAt(29)).toEqual([])
  expect(await lookAt(30), 'fifteen seconds after it was released').toHaveLength(1)
  const rows = await database.superuser('select acknowledged_at from tickets where id = $1', [id])
  expect(rows, 'a note was taken of what was before').toEqual([{ acknowledged_at: null }])
})

test('what is not critical, what an import brings, and what was critical for the system alone rings nowhere', async () => {
  await run(dana, 'ticket.create', '', { ...critically, priority: 'P2' })
  const system: Principal = { userId: null, name: 'Import', role: 'admin' }
  const imported = await critical(system)
  expect(await lookAt(500)).toEqual([])
  await run(dana, 'ticket.update', imported, { title: 'Gas smell at the gate' })
  expect(await lookAt(1_000)).toEqual([])
})

test('a server that was away takes what is due at once, and tells each person once', async () => {
  await critical()
  const told = await lookAt(250)
  expect(told).toEqual(['Ann', 'Luis'])
  expect(new Set(Object.values(await alarms()))).toEqual(new Set(['repeat, sound, every 20 s']))
})

test('a server that is killed while it takes a step has not taken it, and the next one does', async () => {
  await critical()
  clock = start + 15_000
  const { db } = database
  const killed = {
    now: () => new Date(clock),
    service: <T>(work: (tx: Queryable) => Promise<T>) =>
      db.service(async (tx) => {
        await work(tx)
        throw new Error('killed')
      }),
  }
  const look = climbAlarms({ db: killed, connected: () => connected, onNotified: () => expect.unreachable() })
  await expect(look).rejects.toThrow('killed')
  expect(await alarms()).toEqual({})
  expect(await lookAt(15)).toHaveLength(1)
})

test('what was read but not acknowledged comes again with the next step', async () => {
  await critical()
  const [first = ''] = await lookAt(30)
  await database.superuser(`update notifications set read_at = now() where kind = 'alarm'`)
  expect(await alarms()).toEqual({ [first]: 'toast, toast, read' })
  await lookAt(45)
  expect(await alarms()).toEqual({ [first]: 'tone, sound' })
})

test('in quiet hours it only lies in the centre where P1 does not break through', async () => {
  const mutedUntil = new Date(start + 3_600_000).toISOString()
  const muted = (breaksThrough: object) =>
    database.superuser(
      `insert into notification_preferences (user_id, preferences, updated_at) values ($1, $2, now())
       on conflict (user_id) do update set preferences = excluded.preferences`,
      [luis.userId, JSON.stringify({ preset: 'balanced', rules: [], mutedUntil, breaksThrough, volume: 1 })],
    )
  connected = [luis.userId]
  await muted({ priorities: [], kinds: [] })
  await critical()
  // Nobody would hear it: it lies with all dispatchers, and loud with those who are not quiet.
  expect(await lookAt(60)).toEqual(['Ann', 'Dana', 'Luis'])
  expect(await alarms()).toMatchObject({ Luis: 'repeat, centre', Ann: 'repeat, sound, every 20 s' })
  await muted({ priorities: ['P1'], kinds: [] })
  clock = start
  await critical()
  expect(await lookAt(60)).toEqual(['Luis'])
})

test('another policy holds for alarms that go on; a step before the one above it is refused', async () => {
  await critical()
  await lookAt(20)
  await saveAlarmPolicy(database.db, mo, { ...usual, toast: 16, tone: 17, repeat: null, next: 18, manager: null })
  expect(await lookAt(20)).toEqual(['Ann', 'Luis'])
  expect(new Set(Object.values(await alarms()))).toEqual(new Set(['tone, sound']))
  expect(await lookAt(10_000)).toEqual([])
  await expect(saveAlarmPolicy(database.db, mo, { ...usual, toast: 5 })).rejects.toThrow(/toast/)
  await expect(saveAlarmPolicy(database.db, dana, usual)).rejects.toThrow(/managers/)
  const audited = await database.superuser<{ details: object; before: object; after: object }>(
    `select details, before, after from audit where action = 'setting.changed' order by at desc, id desc limit 1`,
  )
  expect(audited[0]).toMatchObject({ details: { setting: 'alarm' }, before: { toast: 30 }, after: { toast: 16 } })
})
