import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../../commands/runCommand.ts'
import { type CommandInput, type CommandName } from '../../contract/commands.ts'
import { importFormatNames, type ImportFormatName } from '../../contract/imports.ts'
import { type Collection } from '../../contract/lists.ts'
import { systemPrincipal } from '../../contract/principal.ts'
import { type Database } from '../../db/Database.ts'
import { testDatabase, type TestDatabase } from '../../db/testing/testDatabase.ts'
import { exportRows } from '../../queries/exportRows.ts'
import { csvRows } from '../csvRows.ts'
import { importFormats } from '../importFormats.ts'
import { importRows } from '../importRows.ts'
import { openRows } from '../openRows.ts'

const staff = systemPrincipal('Test')
const collections = ['sites', 'technicians', 'inventory', 'tickets'] as const satisfies Collection[]
let from: TestDatabase
let to: TestDatabase
let ticketId: string
let itemId: string

async function run<Name extends CommandName>(
  db: Database,
  name: Name,
  input: CommandInput<Name>,
  id = '',
): Promise<string> {
  const outcome = await runCommand({ db, hashPassword: async (word) => word }, { name, principal: staff, id, input })
  if (outcome.kept) throw new Error('kept')
  return outcome.value.id
}

beforeAll(async () => {
  from = await testDatabase()
  to = await testDatabase()
  const { db } = from
  const site = await run(db, 'site.create', {
    name: '=SUM(A1)',
    address: '1 Main St, "rear"',
    timeZone: 'America/New_York',
  })
  const point = await run(db, 'site.create', {
    name: 'Bruay-la-Buissière',
    latitude: 50.5,
    longitude: -2.25,
    contact: 'Zoé',
  })
  await run(db, 'site.update', { notes: 'Two lines\nand a quote "' }, site)
  const technician = await run(db, 'technician.create', { name: 'Ana Silva', skills: ['heating', 'plumbing'] })
  await run(db, 'technician.duty', { duty: 'on_shift' }, technician)
  itemId = await run(db, 'inventory.create', {
    name: 'Valve',
    quantity: 4,
    minimum: 2,
    unit: 'pieces',
    technicianId: technician,
  })
  await run(db, 'inventory.create', { name: 'Pump', kind: 'equipment', serialNumber: '+7-1', siteId: point })
  await run(db, 'inventory.create', { name: 'Seal', quantity: 0 })
  const ticket = { siteId: site, type: 'Heating', priority: 'P2' as const }
  ticketId = await run(db, 'ticket.create', { ...ticket, title: 'No heat, "again"', description: 'one\n\ntwo; three' })
  const held = await run(db, 'ticket.create', {
    ...ticket,
    title: '@home',
    scheduledFor: '2026-12-01T08:00:00Z',
    plannedMinutes: 30,
  })
  await run(db, 'ticket.open', {}, held)
  await run(db, 'ticket.hold', { reason: 'parts' }, held)
  for (const step of ['complete', 'close', 'cancel'] as const) {
    const id = await run(db, 'ticket.create', {
      ...ticket,
      siteId: point,
      title: step,
      source: 'test',
      externalRef: step,
    })
    if (step === 'cancel') await run(db, 'ticket.cancel', { reason: 'not needed' }, id)
    else {
      await run(db, 'ticket.assign', { technicianId: technician }, id)
      const [own] = await from.superuser<{ id: string }>('select id from assignments where ticket_id = $1', [id])
      await run(db, 'assignment.en-route', {}, own?.id)
      await run(db, 'ticket.complete', { disposition: 'completed' }, id)
    }
    if (step === 'close') await run(db, 'ticket.close', {}, id)
  }
  await run(db, 'technician.status', { status: 'unavailable', reason: 'at the dentist' }, technician)
})
afterAll(async () => {
  await from[Symbol.asyncDispose]()
  await to[Symbol.asyncDispose]()
})

const exportOf = async (db: Database, collection: Collection): Promise<string> =>
  (await Array.fromAsync(await exportRows(db, staff, { collection, query: new URLSearchParams() }))).join('')

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

async function bring(db: Database, name: ImportFormatName, csv: string) {
  const format = importFormats.get(name)
  if (!format) throw new Error(`no format ${name}`)
  const refused: string[] = []
  const summary = await importRows({
    bring: (rows) => format.bring(db, rows),
    rows: await openRows(csvRows(once(csv)), format, () => new Date()),
    onRefused: (line, reason) => void refused.push(`${line} ${reason}`),
    onProgress: () => {},
    pace: async () => {},
    signal: new AbortController().signal,
  })
  return { ...summary, refused }
}

test('every format that is offered is known', () => {
  expect([...importFormats.keys()].toSorted()).toEqual([...importFormatNames].toSorted())
})

test('what is exported comes back as it was in an empty database, and a second run changes nothing', async () => {
  for (const collection of collections) {
    const csv = await exportOf(from.db, collection)
    const first = await bring(to.db, `signalbox-${collection}`, csv)
    expect(first).toMatchObject({ created: first.read, refused: [] })
    expect(first.read).toBeGreaterThan(0)
    expect(await exportOf(to.db, collection)).toBe(csv)
    expect(await bring(to.db, `signalbox-${collection}`, csv)).toMatchObject({ unchanged: first.read, refused: [] })
    expect(await exportOf(to.db, collection)).toBe(csv)
  }
  // The next ticket has a number of its own.
  const [site] = await to.superuser<{ id: string }>('select id from sites limit 1')
  await run(to.db, 'ticket.create', { title: 'Next', siteId: site?.id ?? '', type: 'Heating', priority: 'P3' })
})

const headOfTickets = 'id,number,version,title,status,priority,siteId,type,createdAt,updatedAt\n'
const at = '2026-11-20T08:00:00.000Z'
const ticketLine = (number: number, siteId: string) =>
  `${newId()},${number},1,From a file,new,P3,${siteId},Heating,${at},${at}\n`

async function siteOf({ db }: TestDatabase): Promise<string> {
  return run(db, 'site.create', { name: 'Depot', address: '1 Main St', timeZone: 'UTC' })
}

test('a number that was given out and is not committed yet is not given to a ticket of a file', async () => {
  await using own = await testDatabase()
  const siteId = await siteOf(own)
  const columns = 'id, title, site_id, type, priority, status, created_at, updated_at'
  const { number, bringing } = await own.db.service(async (db) => {
    const [created] = await db.query<{ number: number }>(
      `insert into tickets (${columns}) values ($1, 'Being created', $2, 'Heating', 'P3', 'new', $3, $3) returning number`,
      [newId(), siteId, at],
    )
    const drawn = created?.number ?? 0
    const brought = bring(own.db, 'signalbox-tickets', headOfTickets + ticketLine(drawn, siteId))
    // It waits for whoever has the number, which is committed with the end of this.
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into tickets%'`
    await expect.poll(async () => (await own.superuser(waiting)).length, { timeout: 20_000 }).toBe(1)
    return { number: drawn, bringing: brought }
  })
  expect(await bringing).toMatchObject({ created: 1, refused: [] })
  expect(await numbersOf(own)).toEqual([number, number + 1])
})

test('where a file has set the numbers back below some that were given out meanwhile, the next free one is taken', async () => {
  await using own = await testDatabase()
  const siteId = await siteOf(own)
  const create = () => run(own.db, 'ticket.create', { title: 'New', siteId, type: 'Heating', priority: 'P3' })
  for (let count = 0; count < 3; count++) await create()
  const [first = 0] = await numbersOf(own)
  await own.superuser(`select setval('tickets_number_seq', ${first})`)
  await Promise.all([create(), create()])
  expect(await numbersOf(own)).toEqual([0, 1, 2, 3, 4].map((more) => first + more))
})

test('while tickets come with numbers of their own others are created, and each has a number of its own', async () => {
  await using own = await testDatabase()
  const siteId = await siteOf(own)
  // From where the numbers begin, with room between them.
  const ofTheFile = Array.from({ length: 60 }, (_, index) => 1001 + index * 3)
  const bringing = bring(
    own.db,
    'signalbox-tickets',
    headOfTickets + ofTheFile.map((number) => ticketLine(number, siteId)).join(''),
  )
  const create = () => run(own.db, 'ticket.create', { title: 'New', siteId, type: 'Heating', priority: 'P3' })
  await Promise.all(Array.from({ length: 60 }, create))
  expect(await bringing).toMatchObject({ created: 60, refused: [] })
  const numbers = await numbersOf(own)
  expect(numbers).toHaveLength(120)
  await create()
  expect((await numbersOf(own)).at(-1)).toBeGreaterThan(numbers.at(-1) ?? 0)
})

async function numbersOf(own: TestDatabase): Promise<number[]> {
  const rows = await own.superuser<{ number: number }>('select number from tickets order by number')
  return rows.map(({ number }) => number)
}

test('a file that was edited brings what was edited, and says what it cannot bring', async () => {
  const tickets = await exportOf(from.db, 'tickets')
  const edited = tickets.replace('No heat, ""again""', 'No heat on floor 2')
  expect(await bring(from.db, 'signalbox-tickets', edited)).toMatchObject({ updated: 1, refused: [] })
  const [ticket] = await from.superuser(`select title, version from tickets where id = '${ticketId}'`)
  expect(ticket).toMatchObject({ title: 'No heat on floor 2' })

  const inventory = await exportOf(from.db, 'inventory')
  await run(from.db, 'inventory.move', { warehouse: 'Annex' }, itemId)
  const { updated, refused } = await bring(from.db, 'signalbox-inventory', inventory)
  expect({ updated, refused }).toEqual({ updated: 0, refused: [expect.stringContaining('kept elsewhere')] })
})

test('a row of what is not here, or makes no sense, is refused with its line, and the others come', async () => {
  await using empty = await testDatabase()
  const inventory = await bring(empty.db, 'signalbox-inventory', await exportOf(from.db, 'inventory'))
  expect(inventory).toMatchObject({ read: 3, created: 2, refused: [expect.stringContaining('There is no such site.')] })
  const tickets = await bring(empty.db, 'signalbox-tickets', await exportOf(from.db, 'tickets'))
  expect(tickets).toMatchObject({ created: 0, read: 5 })
  expect(tickets.refused).toHaveLength(5)
  const wrong = (await exportOf(from.db, 'sites')).replace('50.5', 'north')
  expect((await bring(empty.db, 'signalbox-sites', wrong)).refused).toEqual([
    expect.stringContaining('"north" is no number'),
  ])
  await expect(bring(empty.db, 'signalbox-sites', inventoryHead)).rejects.toThrow('it is no signalbox-sites file')
})

const inventoryHead = 'name,kind,quantity,place,id,version\n'
