import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand, type CommandContext } from '../../commands/runCommand.ts'
import { type Principal } from '../../contract/principal.ts'
import { quietLog, testDatabase, type TestDatabase } from '../../db/testing/testDatabase.ts'
import { loadDemoDay } from '../demo/loadDemoDay.ts'
import { seededRandom } from '../demo/seededRandom.ts'
import { Simulator } from './Simulator.ts'
import { type Move } from './Move.ts'

let database: TestDatabase
let context: CommandContext
let clock: Date
let refusals: unknown[]
const log = { ...quietLog, debug: (details: object) => void refusals.push(details) }

const hashPassword = async (password: string) => `hash of ${password}`

beforeEach(async () => {
  clock = new Date('2026-11-22T15:07:00.000Z')
  refusals = []
  database = await testDatabase({ now: () => clock })
  context = { db: database.db, hashPassword }
  await loadDemoDay({ url: database.url, log: quietLog, hashPassword, now: clock })
})
afterEach(async () => {
  await database[Symbol.asyncDispose]()
})

const never = () => () => {}

function simulator(seed: number): Simulator {
  return new Simulator({ context, log, random: seededRandom(seed), schedule: never, mayPlay: () => true })
}

async function play(moves: number, seed = 1): Promise<Move[]> {
  const player = simulator(seed)
  const made: Move[] = []
  for (let index = 0; index < moves; index++) {
    clock = new Date(clock.getTime() + 6_000)
    const move = await player.move()
    if (move) made.push(move)
  }
  return made
}

/** As if that person had a console open. */
async function signIn(email: string): Promise<Principal> {
  const [user] = await database.superuser<{
    id: string
    name: string
    role: Principal['role']
    technician: string | null
  }>(
    `select users.id, users.name, role, technicians.id as technician from users join credentials on user_id = users.id
     left join technicians on technicians.user_id = users.id where email = $1`,
    [email],
  )
  if (!user) throw new Error(`nobody is ${email}`)
  await database.superuser(
    `insert into sessions (id, user_id, role, rotated_at, access_expires_at, refresh_expires_at, created_at)
     values (gen_random_uuid(), $1, $2, $3, $3::timestamptz + interval '1 day', $3::timestamptz + interval '1 day', $3)`,
    [user.id, user.role, clock.toISOString()],
  )
  const { id, name, role, technician } = user
  return { userId: id, name, role, ...(technician ? { technicianId: technician } : {}) }
}

test('it plays on through the machines, by many people, and is never refused', async () => {
  const moves = await play(220)
  expect(refusals).toEqual([])
  expect(moves.length).toBeGreaterThan(200)
  const names = new Set(moves.map((move) => move.name))
  for (const name of ['ticket.create', 'ticket.assign', 'assignment.dispatch', 'assignment.accept'] as const) {
    expect(names).toContain(name)
  }
  for (const name of [
    'assignment.en-route',
    'assignment.check-in',
    'assignment.start',
    'assignment.check-out',
  ] as const) {
    expect(names).toContain(name)
  }
  expect(new Set(moves.map((move) => move.principal.name)).size).toBeGreaterThan(8)
  const [open] = await database.superuser<{ count: number }>(
    `select count(*)::int from tickets where status not in ('completed', 'closed', 'cancelled')`,
  )
  expect(open?.count).toBeLessThanOrEqual(45)
  expect(open?.count).toBeGreaterThan(10)
}, 60_000)

const names = (moves: Move[]) => moves.map((move) => `${move.name} ${move.principal.name}`)

test('the same seed makes the same moves', async () => {
  const first = names(await play(15, 7))
  await database[Symbol.asyncDispose]()
  clock = new Date('2026-11-22T15:07:00.000Z')
  database = await testDatabase({ now: () => clock })
  context = { ...context, db: database.db }
  await loadDemoDay({ url: database.url, log: quietLog, hashPassword, now: clock })
  expect(names(await play(15, 7))).toEqual(first)
})

test('it never acts as somebody who is signed in', async () => {
  const dana = await signIn('dispatcher@demo.local')
  const tim = await signIn('technician@demo.local')
  const people = new Set((await play(80)).map((move) => move.principal.userId))
  expect(people.has(dana.userId)).toBe(false)
  expect(people.has(tim.userId)).toBe(false)
})

test('it leaves alone what somebody who is signed in has just worked on, for a while', async () => {
  const dana = await signIn('dispatcher@demo.local')
  const tickets = await database.superuser<{ id: string }>(`select id from tickets where status = 'new' order by id`)
  for (const { id } of tickets) await runCommand(context, { name: 'ticket.open', principal: dana, id, input: {} })
  const touched = new Set(tickets.map((ticket) => ticket.id))
  const moves = await play(45)
  expect(moves.filter((move) => touched.has(move.id))).toEqual([])
})

test('it plays with the demo only: what people or an import brought is not moved', async () => {
  await database.superuser(`update tickets set source = 'nyc-311'`)
  const moves = await play(10)
  expect(moves.filter((move) => !move.name.startsWith('technician.'))).toEqual([])
})

const changes = async () => (await database.superuser('select id from changes')).length

test('it moves when its timer says so and stops cleanly, in the middle of a move too', async () => {
  const scheduled: (() => void)[] = []
  let cancelled = 0
  const player = new Simulator({
    context,
    log,
    random: seededRandom(3),
    mayPlay: () => true,
    schedule(run, milliseconds) {
      expect(milliseconds).toBeGreaterThanOrEqual(3_000)
      expect(milliseconds).toBeLessThanOrEqual(9_000)
      scheduled.push(run)
      return () => void cancelled++
    },
  })
  const before = await changes()
  player.start()
  expect(scheduled).toHaveLength(1)
  scheduled[0]?.()
  await player.stop()
  expect(await changes()).toBeGreaterThan(before)
  expect(scheduled).toHaveLength(1)
  expect(cancelled).toBe(1)
})
