import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CreateTicket } from '../../contract/ticket.ts'
import { CreateSite } from '../../contract/site.ts'
import { Value } from 'typebox/value'
import { type ImportedTicket } from '../ImportedTicket.ts'
import { UnreadableFile } from '../UnreadableFile.ts'
import { fixtureFile, request, tableOf, ticketsIn, ticketsOf, toCsv } from '../testing/fixture.ts'

async function only(fields: Record<string, string>): Promise<ImportedTicket> {
  const [first] = await ticketsIn(request(fields))
  if (!first || 'refused' in first) throw new Error(`refused: ${first?.refused}`)
  return first.row
}

async function refusal(fields: Record<string, string>): Promise<string | undefined> {
  const [first] = await ticketsIn(request(fields))
  return first && 'refused' in first ? first.refused : undefined
}

test('of the real rows only those with neither an address nor coordinates are refused', async () => {
  const rows = await Array.fromAsync(await ticketsOf(fixtureFile))
  expect(rows).toHaveLength(20)
  expect(rows.filter((row) => 'refused' in row)).toEqual([
    { line: expect.any(Number), refused: 'it has neither an address nor coordinates' },
    { line: expect.any(Number), refused: 'it has neither an address nor coordinates' },
  ])
})

test('what is made of a real row fits the contract', async () => {
  for (const row of await Array.fromAsync(await ticketsOf(fixtureFile))) {
    if ('refused' in row) continue
    const { site, closedAt, createdAt, ...ticket } = row.row
    const siteId = '01980000-0000-7000-8000-000000000000'
    expect(Value.Errors(CreateTicket, { ...ticket, siteId, source: 'nyc-311' })).toEqual([])
    const { coordinates, address, ...rest } = site
    expect(Value.Errors(CreateSite, { ...rest, ...coordinates, ...(address && { address }) })).toEqual([])
    expect(closedAt === undefined || closedAt >= createdAt).toBe(true)
  }
})

test('a request becomes a ticket in plain words with the source`s own where they are data', async () => {
  const ticket = await only({
    complaint_type: 'HEAT/HOT WATER',
    descriptor: 'ENTIRE BUILDING',
    status: 'In Progress',
    location_type: 'RESIDENTIAL BUILDING',
    agency: 'HPD',
    incident_address: '181 EAST   96 STREET',
    incident_zip: '10128',
    city: 'NEW YORK',
    latitude: '40.785',
    longitude: '-73.951',
  })
  expect(ticket).toEqual({
    externalRef: '1',
    title: 'Heat/hot water: Entire building',
    description: 'Place: Residential building\nAgency: HPD',
    type: 'HEAT/HOT WATER',
    priority: 'P2',
    sourceStatus: 'In Progress',
    createdAt: '2024-04-16T07:03:15.000Z',
    closedAt: undefined,
    site: {
      name: '181 East 96 Street, New York',
      address: '181 EAST 96 STREET, NEW YORK, NY 10128',
      coordinates: { latitude: 40.785, longitude: -73.951 },
      timeZone: 'America/New_York',
    },
  })
})

test('closed ones are closed at their closed date, else at their created date', async () => {
  expect((await only({ status: 'Closed', closed_date: '2024-04-16T04:00:00.000' })).closedAt).toBe(
    '2024-04-16T08:00:00.000Z',
  )
  expect((await only({ status: 'Closed' })).closedAt).toBe('2024-04-16T07:03:15.000Z')
  expect((await only({ status: 'Closed', closed_date: '2024-04-01T00:00:00.000' })).closedAt).toBe(
    '2024-04-16T07:03:15.000Z',
  )
  expect((await only({ status: 'Open', closed_date: '2024-04-16T04:00:00.000' })).closedAt).toBeUndefined()
})

const name = async (fields: Record<string, string>): Promise<string> => (await only(fields)).site.name

test('a site is named after its address, its block, its intersection, its landmark or its point', async () => {
  const none = { incident_address: '', latitude: '40.7', longitude: '-73.9' }
  expect(await name({ city: 'FLUSHING' })).toBe('181 Main Street, Flushing')
  expect(
    await name({
      incident_address: 'BEDFORD AVENUE',
      address_type: 'BLOCKFACE',
      cross_street_1: 'CATON AVENUE',
      cross_street_2: 'LENOX ROAD',
    }),
  ).toBe('Bedford Avenue between Caton Avenue and Lenox Road')
  expect(await name({ ...none, intersection_street_1: '133 AVENUE', intersection_street_2: '231 STREET' })).toBe(
    '133 Avenue and 231 Street',
  )
  expect(await name({ ...none, landmark: 'LA GUARDIA AIRPORT', borough: 'QUEENS' })).toBe('La Guardia Airport, Queens')
  expect(await name({ ...none, park_facility_name: 'Riverside Park' })).toBe('Riverside Park')
  expect(await name(none)).toBe('Near 40.70000 -73.90000')
})

test.for<[string, Record<string, string>, string]>([
  ['no key', { unique_key: '' }, 'unique_key is empty'],
  ['no date', { created_date: '' }, 'created_date is empty'],
  ['a date that is none', { created_date: '2024-02-31T00:00:00.000' }, 'is no date'],
  ['a date before there was a 311', { created_date: '1900-01-01T00:00:00.000' }, 'before there was a 311'],
  ['a date in the future', { created_date: '2031-01-01T00:00:00.000' }, 'in the future'],
  ['a closed date that is none', { status: 'Closed', closed_date: 'soon' }, 'closed_date "soon" is no date'],
  ['no type', { complaint_type: ' ' }, 'complaint_type is empty'],
  ['no status', { status: '' }, 'status is empty'],
  ['a status that is not known', { status: 'constructor' }, 'status "constructor" is not known'],
  ['no place', { incident_address: '' }, 'neither an address nor coordinates'],
  ['half a point', { latitude: '40.7' }, 'a latitude alone'],
  ['coordinates in words', { latitude: 'north', longitude: '-73.9' }, 'latitude "north" is no number'],
  ['coordinates swapped', { latitude: '-73.9', longitude: '40.7' }, 'latitude -73.9 is not in New York'],
  ['coordinates of nowhere', { latitude: '0', longitude: '0' }, 'latitude 0 is not in New York'],
])('a row with %s is refused, and says so', async ([, fields, reason]) => {
  expect(await refusal(fields)).toContain(reason)
})

test('whatever a field holds, the row becomes a ticket that fits or is refused', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 })
  const columns = ['unique_key', 'created_date', 'closed_date', 'complaint_type', 'descriptor', 'status'] as const
  const more = ['incident_address', 'latitude', 'longitude', 'city', 'landmark', 'resolution_description'] as const
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...columns, ...more), text, async (column, value) => {
      const [row] = await ticketsIn(request({ [column]: value }))
      if (!row || 'refused' in row) return
      const { site, closedAt: _closed, createdAt: _created, ...ticket } = row.row
      expect(Value.Check(CreateTicket, { ...ticket, siteId: '01980000-0000-7000-8000-000000000000' })).toBe(true)
      expect(JSON.stringify({ ticket, site })).not.toContain(String.raw`\u0000`)
      expect(site.name.length).toBeLessThanOrEqual(200)
    }),
  )
}, 30_000)

test('columns are found by name, whatever their order', async () => {
  const table = await tableOf(fixtureFile)
  const expected = await ticketsIn(toCsv(table))
  const width = table[0]?.length ?? 0
  const orders = fc.shuffledSubarray([...Array(width).keys()], { minLength: width, maxLength: width })
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const shuffled = table.map((row) => order.map((position) => row[position] ?? ''))
      const found = await ticketsIn(toCsv(shuffled))
      expect(found.map(withoutLine)).toEqual(expected.map(withoutLine))
    }),
    { numRuns: 30 },
  )
})

/** Where the location, which holds line breaks, stands does not move the lines; other columns hold none. */
function withoutLine(row: object): object {
  return { ...row, line: 0 }
}

test('a file that is not of this format says which columns it lacks', async () => {
  await expect(ticketsIn('name,age\nx,1\n')).rejects.toThrow(
    'it is no nyc-311 file: its first line does not name unique_key, created_date, complaint_type, status.',
  )
  await expect(ticketsIn('')).rejects.toThrow(UnreadableFile)
  await expect(ticketsIn('unique_key,created_date,complaint_type,status,status\n')).rejects.toThrow('twice')
})

test('a row with too few or too many fields is refused', async () => {
  const rows = await ticketsIn('unique_key,created_date,complaint_type,status\n1,2\n1,2,3,4,5\n')
  expect(rows).toEqual([
    { line: 2, refused: 'it has 2 fields, the first line 4' },
    { line: 3, refused: 'it has 5 fields, the first line 4' },
  ])
})
