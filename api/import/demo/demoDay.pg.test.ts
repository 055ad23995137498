import { hash, verify } from '@node-rs/argon2'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shipmentExceptions, shipmentStatuses } from '../../contract/shipment.ts'
import { FileStore } from '../../db/FileStore.ts'
import { quietLog, testDatabase, type TestDatabase } from '../../db/testing/testDatabase.ts'
import { demoPassword } from './demoPeople.ts'
import { readDemoSignIns } from './demoSignIns.ts'
import { loadDemoDay } from './loadDemoDay.ts'

const now = new Date('2026-11-22T15:07:00.000Z')
let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(path.join(os.tmpdir(), 'signalbox-demo-'))
  const files = await FileStore.open(folder)
  await loadDemoDay({ url: database.url, log: quietLog, hashPassword: (password) => hash(password), files, now })
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const rows = <Row extends object>(text: string): Promise<Row[]> => database.superuser<Row>(text)
const count = async (where: string): Promise<number> =>
  (await rows<{ count: number }>(`select count(*)::int from ${where}`))[0]?.count ?? 0

test('60 real tickets in every state, 12 technicians and the people who dispatch them', async () => {
  expect(await rows('select status, count(*)::int from tickets group by status order by status')).toEqual([
    { status: 'assigned', count: 12 },
    { status: 'cancelled', count: 3 },
    { status: 'closed', count: 6 },
    { status: 'completed', count: 7 },
    { status: 'in_progress', count: 7 },
    { status: 'new', count: 7 },
    { status: 'on_hold', count: 5 },
    { status: 'open', count: 13 },
  ])
  expect(await rows('select priority from tickets group by priority order by priority')).toHaveLength(4)
  expect(await rows('select hold_reason from tickets where hold_reason is not null group by 1')).toHaveLength(5)
  expect(await rows('select role, count(*)::int from users group by role order by role')).toEqual([
    { role: 'admin', count: 1 },
    { role: 'dispatcher', count: 3 },
    { role: 'manager', count: 1 },
    { role: 'technician', count: 12 },
  ])
  expect(await count(`sites where latitude is not null and time_zone = 'America/New_York'`)).toBe(60)
})

test('technicians are seen in every state', async () => {
  expect(
    await rows('select status, count(*)::int from technicians where duty = $$on_shift$$ group by 1 order by 1'),
  ).toEqual([
    { status: 'available', count: 1 },
    { status: 'en_route', count: 2 },
    { status: 'on_break', count: 1 },
    { status: 'on_site', count: 6 },
  ])
  expect(await rows('select status from technicians where duty = $$off_shift$$ order by 1')).toEqual([
    { status: 'available' },
    { status: 'out_of_service' },
  ])
})

test('some are scheduled ahead, and a few are late', async () => {
  expect(await count(`tickets where scheduled_for > '${now.toISOString()}'`)).toBe(8)
  const late = `tickets join assignments on ticket_id = tickets.id
    where active and state in ('assigned', 'dispatched', 'accepted') and scheduled_for < '${now.toISOString()}'`
  expect(await count(late)).toBe(2)
})

test('history is that of the commands: every version has its change, in the order of time, by the people', async () => {
  const changes = await rows<{ at: Date; entity_id: string; version: number; by_name: string }>(
    `select at, entity_id, version, by_name from changes where type = 'ticket' order by id`,
  )
  const times = changes.map((change) => change.at.getTime())
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.at(-1)).toBeLessThan(now.getTime())
  expect(times[0]).toBeGreaterThan(now.getTime() - 10 * 3600 * 1000)
  for (const [id, versions] of Map.groupBy(changes, (change) => change.entity_id)) {
    expect(versions.map((change) => change.version)).toEqual(versions.map((_, index) => index + 1))
    expect(await rows(`select version from tickets where id = '${id}'`)).toEqual([{ version: versions.length }])
  }
  const people = new Set(changes.map((change) => change.by_name))
  expect(people.has('Signalbox')).toBe(false)
  expect(people.size).toBeGreaterThan(10)
})

test('nobody is in two places at once', async () => {
  const twice = await rows(
    `with visits as (
       select technician_id, en_route_at as begun, coalesce(done_at, '${now.toISOString()}') as ended
       from assignments where en_route_at is not null or on_site_at is not null
     )
     select name from visits a join visits b using (technician_id) join technicians on technicians.id = technician_id
     where a.begun < b.begun and b.begun < a.ended`,
  )
  expect(twice).toEqual([])
})

test('the sign-ins are the same each time, and good from this machine only', async () => {
  const signIns = await readDemoSignIns(database.db)
  expect(signIns).toHaveLength(17)
  expect(signIns).toContainEqual({
    name: 'Dana Okafor',
    role: 'dispatcher',
    email: 'dispatcher@demo.local',
    password: demoPassword,
  })
  const credentials = await rows<{ loopback_only: boolean; password_hash: string }>('select * from credentials')
  expect(credentials.every((each) => each.loopback_only)).toBe(true)
  expect(await verify(credentials[0]?.password_hash ?? '', demoPassword)).toBe(true)
})

test('a database without demo users prints no sign-ins', async () => {
  await using empty = await testDatabase()
  expect(await readDemoSignIns(empty.db)).toEqual([])
})

test('shipments are in every state, with every exception, and some are due today', async () => {
  const states = await rows<{ status: string }>('select distinct status from shipments')
  expect(new Set(states.map((each) => each.status))).toEqual(new Set(shipmentStatuses))
  const reasons = await rows<{ exception: string }>(`select distinct data->>'exception' as exception from changes
    where type = 'shipment' and data->>'exception' is not null`)
  expect(new Set(reasons.map((each) => each.exception))).toEqual(new Set(shipmentExceptions))
  expect(
    await count(`shipments where status in ('in_transit', 'out_for_delivery', 'available_for_pickup')
      and expected_at between '${now.toISOString()}' and '${now.toISOString()}'::timestamptz + interval '3 hours'`),
  ).toBeGreaterThanOrEqual(3)
  expect(await count(`shipments join tickets on tickets.id = ticket_id where hold_reason = 'parts'`)).toBeGreaterThan(0)
})

test('stock is in warehouses, vans and at sites, some of it low, and parts were used and asked for', async () => {
  expect(await count('inventory where warehouse is not null')).toBe(17)
  expect(await count('inventory where technician_id is not null')).toBe(12)
  expect(await count(`inventory where site_id is not null and kind = 'equipment' and serial_number is not null`)).toBe(
    18,
  )
  expect(await count('inventory where quantity < minimum')).toBeGreaterThanOrEqual(4)
  for (const state of ['used', 'asked']) {
    expect(await count(`tickets where parts @> '[{"state": "${state}"}]'`)).toBeGreaterThan(0)
  }
})

test('people talk, mention each other, write down their time and attach files', async () => {
  expect(await count('comments')).toBeGreaterThan(20)
  expect(await count(`comments where cardinality(mentions) > 0`)).toBeGreaterThan(3)
  expect(await count(`time_entries where origin = 'check_in'`)).toBeGreaterThan(15)
  expect(await count(`time_entries where origin = 'manual'`)).toBeGreaterThan(5)
  expect(await count(`attachments where content_type = 'image/png' and has_thumbnail`)).toBeGreaterThan(2)
  expect(await count(`attachments where content_type = 'application/pdf'`)).toBeGreaterThan(1)
  const late = await rows(`select 1 from changes where at > '${now.toISOString()}'`)
  expect(late).toEqual([])
})
