import Papa from 'papaparse'
import { beforeAll, expect, test } from 'vitest'
import { listFields } from '../contract/lists.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const running = withServer({ SIGNALBOX_MQTT_PORT: 'off' })
let dana: ApiClient
let tim: ApiClient
let tom: ApiClient

beforeAll(async () => {
  const { admin } = running.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  tom = await admin.newUser('technician', 'Tom Okoye')
  const site = await admin.newSite('=HYPERLINK("http://evil")')
  const mine = await dana.newTicket(site.id, { title: 'No heat, "again"', priority: 'P1', description: 'one\ntwo' })
  await dana.command(mine.id, 'assign', { technicianId: tim.technicianId })
  const other = await dana.newTicket(site.id, { title: '@SUM(A1)', priority: 'P2' })
  await dana.command(other.id, 'assign', { technicianId: tom.technicianId })
  await dana.newTicket(site.id, { title: 'Leak', priority: 'P3' })
  await dana.post(`/tickets/${mine.id}/comments`, { body: `On my way @[Tim Ruiz](${tim.userId})` })
})

async function table(who: ApiClient, path: string): Promise<Record<string, string>[]> {
  const { status, body } = await who.get<string>(`/exports/${path}`)
  expect(status).toBe(200)
  return Papa.parse<Record<string, string>>(body, { header: true, skipEmptyLines: true }).data
}
const titles = async (who: ApiClient, query = '') =>
  (await table(who, `tickets.csv${query}`)).map((row) => row['title'])

test('every list can be exported, with a first line that names its columns', async () => {
  for (const collection of Object.keys(listFields)) {
    const { status, headers, body } = await dana.get<string>(`/exports/${collection}.csv`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/)
    expect(headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename="signalbox-${collection}-\\d`))
    expect(body.split('\r\n')[0]).toContain(',id,version')
  }
})

test('filters, search and order are those of the list', async () => {
  expect(await titles(dana, '?sort=priority')).toEqual(['No heat, "again"', "'@SUM(A1)", 'Leak'])
  expect(await titles(dana, '?priority=P1,P3&sort=-priority')).toEqual(['Leak', 'No heat, "again"'])
  expect(await titles(dana, '?q=leak')).toEqual(['Leak'])
})

test('what could be a formula is text, and names stand beside ids', async () => {
  const [row] = await table(dana, 'tickets.csv?sort=priority')
  expect(row).toMatchObject({ site: `'=HYPERLINK("http://evil")`, assignees: 'Tim Ruiz', description: 'one\ntwo' })
  expect((await table(dana, 'comments.csv'))[0]).toMatchObject({
    body: 'On my way @Tim Ruiz',
    'author.name': 'Dana Kowalski',
  })
})

test('a technician’s export holds what they may see and nothing else', async () => {
  expect(new Set(await titles(tim))).toEqual(new Set(['Leak', 'No heat, "again"']))
  expect(new Set(await titles(tom))).toEqual(new Set(["'@SUM(A1)", 'Leak']))
  expect(await table(tom, 'comments.csv')).toEqual([])
  expect((await table(tom, 'technicians.csv')).map((row) => row['name'])).toEqual(['Tom Okoye'])
  const users = await table(tom, 'users.csv')
  expect(users.find((row) => row['name'] === 'Dana Kowalski')).toMatchObject({ email: '', role: '' })
})

test('e-mails are for managers', async () => {
  const email = async (who: ApiClient) =>
    (await table(who, 'users.csv')).find((row) => row['name'] === 'Tim Ruiz')?.['email']
  expect(await email(running.server.admin)).toMatch(/^tim\.ruiz\./)
  expect(await email(dana)).toBe('')
})

test('more rows than a page come once each, in order', async () => {
  await running.database.superuser(
    `insert into sites (id, name, address, time_zone, created_at, updated_at)
     select gen_random_uuid(), 'Bulk ' || lpad(n::text, 4, '0'), n || ' Street', 'UTC', now(), now() from generate_series(1, 450) n`,
  )
  const names = (await table(dana, 'sites.csv?sort=name&q=bulk')).map((row) => row['name'])
  expect(names).toEqual(Array.from({ length: 450 }, (_, n) => `Bulk ${String(n + 1).padStart(4, '0')}`))
})

test('a mark for Excel where one asks for it', async () => {
  const answer = await fetch(`${dana.http}/api/v1/exports/sites.csv?bom=true&name=none`, {
    headers: { authorization: `Bearer ${dana.session.accessToken}` },
  })
  expect([...new Uint8Array(await answer.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
})

test('an unknown filter, a page and a stranger are refused', async () => {
  expect(await dana.get('/exports/tickets.csv?colour=red')).toMatchObject({ status: 400 })
  expect(await dana.get('/exports/tickets.csv?limit=5')).toMatchObject({ status: 400 })
  expect(await dana.get('/exports/sessions.csv')).toMatchObject({ status: 404 })
  expect((await fetch(`${dana.http}/api/v1/exports/tickets.csv`)).status).toBe(401)
})
