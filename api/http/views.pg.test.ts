import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mostOwnViews, mostSharedViews, type SavedView, type SaveView } from '../contract/savedView.ts'
import { type AuditEntry } from '../contract/audit.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { ApiClient, expectStatus, testPassword } from '../testing/ApiClient.ts'
import { startServer, type TestServer } from '../testing/startServer.ts'

let database: TestDatabase
let server: TestServer
let dana: ApiClient
let luis: ApiClient
let mara: ApiClient
let tim: ApiClient

beforeAll(async () => {
  database = await testDatabase()
  server = await startServer({ DATABASE_URL: database.url })
  dana = await server.admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await server.admin.newUser('dispatcher', 'Luis Ortega')
  mara = await server.admin.newUser('manager', 'Mara Quist')
  tim = await server.admin.newUser('technician', 'Tim Ruiz')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const heating: SaveView = {
  list: 'tickets',
  base: 'open',
  label: 'Heating',
  query: { q: 'heat', priority: 'P1,P2' },
  sort: '-age',
  columns: { due: true, type: false },
  shared: false,
}

const save = (who: ApiClient, id: string, changed: Partial<SaveView> = {}) =>
  who.call<SavedView>('PUT', `/views/${id}`, { ...heating, ...changed })
const labelsOf = async (who: ApiClient, list = 'tickets'): Promise<string[]> => {
  const { items } = await expectStatus(200, who.get<{ items: SavedView[] }>('/views'))
  return items.filter((each) => each.list === list).map(({ label }) => label)
}

test('a view of one’s own follows its owner to another device, and nobody else sees that it is there', async () => {
  const id = newId()
  const made = await expectStatus(200, save(dana, id))
  expect(made).toMatchObject({ ...heating, id, version: 1, owner: { id: dana.userId, name: 'Dana Kowalski' } })
  const phone = await ApiClient.signIn(dana.http, { email: dana.session.user.email, password: testPassword })
  expect(await labelsOf(phone)).toEqual(['Heating'])
  for (const other of [luis, mara, server.admin, tim]) {
    expect(await labelsOf(other)).toEqual([])
    await expectStatus(404, save(other, id, { label: 'Mine' }))
    await expectStatus(404, other.call('DELETE', `/views/${id}`))
  }
  const changed = await expectStatus(200, save(phone, id, { label: ' Warm ' }))
  expect(changed).toMatchObject({ label: 'Warm', version: 2 })
  await expectStatus(204, dana.call('DELETE', `/views/${id}`))
  await expectStatus(404, dana.call('DELETE', `/views/${id}`))
  expect(await labelsOf(dana)).toEqual([])
})

test('a shared one is seen by all of the staff and no technician; its owner and managers change it, and it stays its owner’s', async () => {
  const id = newId()
  await expectStatus(200, save(dana, id, { shared: true }))
  for (const other of [luis, mara, server.admin]) expect(await labelsOf(other)).toEqual(['Heating'])
  expect(await labelsOf(tim)).toEqual([])
  await expectStatus(404, save(tim, id))
  await expectStatus(403, save(luis, id, { shared: true, label: 'Mine' }))
  await expectStatus(403, luis.call('DELETE', `/views/${id}`))
  const changed = await expectStatus(200, save(mara, id, { shared: true, label: 'Heating, all' }))
  expect(changed).toMatchObject({ label: 'Heating, all', owner: { id: dana.userId } })
  await expectStatus(200, save(dana, id))
  expect(await labelsOf(luis)).toEqual([])
  await expectStatus(200, save(dana, id, { shared: true }))
  await expectStatus(204, mara.call('DELETE', `/views/${id}`))
  expect(await labelsOf(dana)).toEqual([])
})

test('who shared, changed and removed what others see stands in the audit; one’s own views do not', async () => {
  const [own, shared] = [newId(), newId()]
  await expectStatus(200, save(dana, own, { list: 'sites', label: 'Quiet' }))
  await expectStatus(200, save(dana, shared, { list: 'sites', label: 'Told', shared: true }))
  await expectStatus(204, mara.call('DELETE', `/views/${shared}`))
  const { items } = await expectStatus(200, mara.get<{ items: AuditEntry[] }>('/audit?limit=50'))
  const about = items.filter(({ details }) => details?.['setting'] === 'view' && details['list'] === 'sites')
  expect(about.map(({ by }) => by.name)).toEqual(['Mara Quist', 'Dana Kowalski'])
  expect(JSON.stringify(about)).not.toContain('Quiet')
})

test('technicians keep views of their own and share none', async () => {
  const id = newId()
  await expectStatus(403, save(tim, id, { shared: true }))
  await expectStatus(200, save(tim, id))
  await expectStatus(403, save(tim, id, { shared: true }))
  expect(await labelsOf(tim)).toEqual(['Heating'])
})

test('there is room for so many of one’s own and so many shared ones of a list, also where several share at once', async () => {
  const list = 'inventory'
  for (let index = 0; index < mostOwnViews; index++) await expectStatus(200, save(luis, newId(), { list }))
  const refused = await expectStatus(
    400,
    luis.call<{ error: { message: string } }>('PUT', `/views/${newId()}`, { ...heating, list }),
  )
  expect(refused.error.message).toContain('At most 12')
  await expectStatus(200, save(luis, newId(), { list: 'shipments' }))
  const all = Array.from({ length: mostSharedViews + 3 }, (_, index) => (index % 2 === 0 ? dana : mara))
  const answers = await Promise.all(all.map((who) => save(who, newId(), { list, shared: true })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(mostSharedViews)
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(3)
})

test.each([
  ['an id that is none', 'x', {}],
  ['no name', newId(), { label: '   ' }],
  ['a name without end', newId(), { label: 'n'.repeat(41) }],
  ['a filter without end', newId(), { query: { q: 'w'.repeat(2_001) } }],
  ['a filter that is no text', newId(), { query: { q: 1 } }],
  ['another field', newId(), { owner: 'me' }],
])('what is no view is refused: %s', async (_what, id, changed) => {
  await expectStatus(400, dana.call('PUT', `/views/${id}`, { ...heating, ...changed }))
})
