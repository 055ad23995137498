import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { alertPromises } from './alertOverdue.ts'

const minute = 60_000
const start = Date.now()
let clock = start
let database: TestDatabase
const [dana, tim, site] = [newId(), newId(), newId()]

beforeAll(async () => {
  database = await testDatabase({ now: () => new Date(clock) })
  await database.superuser(
    `insert into users (id, name, role, created_at, updated_at)
     values ($1, 'Dana', 'dispatcher', now(), now()), ($2, 'Tim Ruiz', 'technician', now(), now())`,
    [dana, tim],
  )
  await database.superuser(
    `insert into technicians (id, user_id, name, duty, status_since, created_at, updated_at)
     values ($1, $1, 'Tim Ruiz', 'on_shift', now(), now(), now())`,
    [tim],
  )
  await database.superuser(
    `insert into sites (id, name, address, time_zone, created_at, updated_at) values ($1, 'Depot', 'x', 'UTC', now(), now())`,
    [site],
  )
})
afterAll(() => database[Symbol.asyncDispose]())

const after = (minutes: number): string => new Date(start + minutes * minute).toISOString()

/** Created at the start, due after so many minutes. */
async function newTicket(response: number | null, resolution: number | null): Promise<string> {
  const id = newId()
  const times = [response, resolution].map((minutes) => (minutes === null ? null : after(minutes)))
  await database.superuser(
    `insert into tickets (id, title, site_id, type, priority, status, created_at, updated_at, response_due_at, resolution_due_at)
     values ($1, 'No heat', $2, 'Heating', 'P2', 'open', $3, $3, $4, $5)`,
    [id, site, after(0), ...times],
  )
  return id
}

/** What was told of a ticket or an assignment, in the order in which it was. */
async function told(subject: string): Promise<string[]> {
  const rows = await database.superuser<{ user_id: string; kind: string; detail: string }>(
    'select user_id, kind, detail from notifications where subject_id = $1 order by created_at, detail',
    [subject],
  )
  expect(new Set(rows.map(({ user_id }) => user_id)), 'the staff alone').toEqual(new Set(rows.length > 0 ? [dana] : []))
  return rows.map(({ kind, detail }) => `${kind}: ${detail}`)
}

/** Two nodes look, and one of them once more. */
async function lookAt(minutes: number): Promise<void> {
  clock = start + minutes * minute
  const look = (): Promise<number> => alertPromises(database.db, () => undefined)
  await Promise.all([look(), look()])
  await look()
}

test('each promise warns in its last quarter and is told when it is missed, once each, to the staff', async () => {
  const ticket = await newTicket(40, 80)
  await lookAt(29)
  expect(await told(ticket)).toEqual([])
  await lookAt(30)
  expect(await told(ticket)).toEqual(['sla_warning: Nobody on site yet'])
  await lookAt(41)
  await lookAt(59)
  expect(await told(ticket)).toEqual(['sla_warning: Nobody on site yet', 'sla_breached: Nobody on site yet'])
  await lookAt(81)
  expect((await told(ticket)).slice(2), 'a warning that nobody could be given in time is none').toEqual([
    'sla_breached: Not completed yet',
  ])
  const later = after(200)
  await database.superuser('update tickets set resolution_due_at = $2 where id = $1', [ticket, later])
  await lookAt(151)
  await lookAt(201)
  expect((await told(ticket)).slice(3), 'another due time is another promise').toEqual([
    'sla_warning: Not completed yet',
    'sla_breached: Not completed yet',
  ])
})

test('on hold, with somebody on site, ended, and long ago: nothing is told', async () => {
  const [held, there, done] = [await newTicket(300, 300), await newTicket(300, null), await newTicket(null, 300)]
  await database.superuser(`update tickets set status = 'on_hold', hold_reason = 'parts', held_at = $2 where id = $1`, [
    held,
    after(10),
  ])
  await database.superuser(
    `insert into assignments (id, ticket_id, technician_id, state, assigned_at, on_site_at) values ($1, $2, $3, 'on_site', $4, $4)`,
    [newId(), there, tim, after(20)],
  )
  await database.superuser(
    `update tickets set status = 'completed', completed_at = $2, disposition = 'completed' where id = $1`,
    [done, after(30)],
  )
  const old = await newTicket(100, 120)
  await lookAt(240)
  for (const ticket of [held, there, done, old]) expect(await told(ticket)).toEqual([])
})

test('work that takes longer than planned is told once, by its technician`s name', async () => {
  const ticket = await newTicket(null, null)
  await database.superuser(`update tickets set planned_minutes = 30, status = 'in_progress' where id = $1`, [ticket])
  const assignment = newId()
  await database.superuser(
    `insert into assignments (id, ticket_id, technician_id, state, assigned_at, on_site_at) values ($1, $2, $3, 'working', $4, $4)`,
    [assignment, ticket, tim, after(400)],
  )
  await lookAt(429)
  expect(await told(assignment)).toEqual([])
  await lookAt(430)
  await lookAt(440)
  expect(await told(assignment)).toEqual(['running_over: Tim Ruiz'])
})
